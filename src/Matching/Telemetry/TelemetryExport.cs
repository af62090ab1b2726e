using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matching.Telemetry;

/// <summary>
/// Sends figures and spans by OTLP for as long as the service runs: those of ASP.NET Core, Kestrel, Npgsql and the
/// runtime, and our own. Only what stands on the list of <see cref="CleanSpans.Allowed"/> leaves.
/// </summary>
internal sealed class TelemetryExport(IOptions<TelemetryOptions> options, QueueFigures queue) : BackgroundService
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Endpoint is null)
        {
            return;
        }

        var pause = TimeSpan.FromSeconds(options.Value.IntervalSeconds);
        using var meter = queue.NewMeter();
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
            await queue.LookAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
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
