using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matching.Telemetry;

/// <summary>Where figures and spans go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The address that takes OTLP by HTTP, say <c>http://localhost:4318</c>; without it nothing is gathered.
    /// </summary>
    [Url]
    public string? Endpoint { get; set; }

    /// <summary>How often figures are sent.</summary>
    [Range(1, 3600)]
    public int IntervalSeconds { get; init; } = 60;
}

/// <summary>
/// Sends figures and spans by OTLP for as long as the service runs: those of ASP.NET Core, Kestrel, Npgsql and the
/// runtime, and our own. Only what stands on the list of <see cref="CleanSpans.Allowed"/> leaves.
/// </summary>
internal sealed class TelemetryExport(
    IOptions<TelemetryOptions> options,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<TelemetryExport> log
) : BackgroundService
{
    private const int LongestSendMs = 3000;

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Runtime",
        Figures.Meter,
    ];

    private volatile IReadOnlyList<QueuedJobs> _queue = [];
    private long _read;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Endpoint is null)
        {
            return;
        }

        var pause = TimeSpan.FromSeconds(options.Value.IntervalSeconds);
        using var queue = QueueMeter();
        var resource = ResourceBuilder
            .CreateEmpty()
            .AddService("matching", serviceVersion: typeof(Service).Assembly.GetName().Version!.ToString(3));
        using var spans = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new ParentBasedSampler(new CallsAlone()))
            .AddSource("Microsoft.AspNetCore", "Npgsql")
            .AddProcessor(new CleanSpans())
            .AddOtlpExporter(exporter => SendTo(exporter, "v1/traces"))
            .Build();
        using var figures = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddView(_ => new MetricStreamConfiguration { TagKeys = CleanSpans.Allowed })
            .AddOtlpExporter(
                (exporter, reader) =>
                {
                    SendTo(exporter, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)
                        pause.TotalMilliseconds;
                }
            )
            .Build();

        // Real time: what is sent is about the process, whatever clock is injected.
        using var timer = new PeriodicTimer(pause);
        do
        {
            await LookAtQueueAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAtQueueAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
            _queue = await QueuedJobs.ReadAsync(db, clock.GetUtcNow(), body: null, ct);
            Interlocked.Exchange(ref _read, Stopwatch.GetTimestamp());
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Looking at the queue failed with {Failure}", failure.GetType().Name);
        }
    }

    private Meter QueueMeter()
    {
        var meter = new Meter(Figures.Meter);
        meter.CreateObservableGauge(
            "matching.jobs.waiting",
            () => Count(QueuedJobs.Waiting),
            "{job}",
            "Jobs that wait, due or not"
        );
        meter.CreateObservableGauge(
            "matching.jobs.dead",
            () => Count(QueuedJobs.Dead),
            "{job}",
            "Dead letters: jobs that were given up"
        );
        meter.CreateObservableGauge(
            "matching.jobs.oldest_due",
            () => Seen().Select(_ => new Measurement<double>(QueuedJobs.Age(_queue, clock.GetUtcNow()))),
            "s",
            "How long the oldest due job has waited"
        );
        return meter;
    }

    private IEnumerable<Measurement<int>> Count(string state) =>
        Seen()
            .SelectMany(_ => _queue)
            .Where(jobs => jobs.State == state)
            .Select(jobs => new Measurement<int>(jobs.Count, new KeyValuePair<string, object?>("kind", jobs.Kind)));

    // Nothing is better than an old figure: while the database is away there is none.
    private int[] Seen()
    {
        var read = Interlocked.Read(ref _read);
        var oldest = TimeSpan.FromSeconds(3 * options.Value.IntervalSeconds);
        return read != 0 && Stopwatch.GetElapsedTime(read) < oldest ? [0] : [];
    }

    private void SendTo(OtlpExporterOptions exporter, string path)
    {
        exporter.Endpoint = new Uri($"{options.Value.Endpoint!.TrimEnd('/')}/{path}");
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.TimeoutMilliseconds = LongestSendMs;
    }

    // What the jobs ask of the database, every second of the day, would be most of all that is sent.
    private sealed class CallsAlone : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(
                samplingParameters.Kind == ActivityKind.Server
                    ? SamplingDecision.RecordAndSample
                    : SamplingDecision.Drop
            );
    }
}

/// <summary>How the service is watched from outside.</summary>
public static class TelemetrySetup
{
    /// <summary>Sends figures and spans where an address for them is set, by our setting or OpenTelemetry's.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services
            .AddOptions<TelemetryOptions>()
            .BindConfiguration("Telemetry")
            .PostConfigure<IConfiguration>(
                (options, settings) => options.Endpoint ??= settings["OTEL_EXPORTER_OTLP_ENDPOINT"]
            )
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services.AddSingleton<DistributedContextPropagator, OwnContext>().AddHostedService<TelemetryExport>();
    }
}
