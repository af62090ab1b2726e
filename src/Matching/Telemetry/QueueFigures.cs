using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.Telemetry;

/// <summary>How the outbox is, as figures: what it said when it was last looked at, not long ago.</summary>
internal sealed class QueueFigures(
    IOptions<TelemetryOptions> options,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<QueueFigures> log
)
{
    private volatile IReadOnlyList<QueuedJobs> _queue = [];
    private long _read;

    /// <summary>Looks, and remembers what it saw. A look that fails is told of and leaves no figure.</summary>
    public async Task LookAsync(CancellationToken ct)
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

    /// <summary>The meter on which it is told; disposed of by whoever asked for it.</summary>
    public Meter NewMeter()
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
}
