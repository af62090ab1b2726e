using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.Jobs;

/// <summary>
/// Does one kind of job. It runs outside any lock, and may run again if its end could not be written down.
/// </summary>
public delegate Task<JobOutcome> JobHandler(IServiceProvider services, ClaimedJob job, CancellationToken ct);

/// <summary>A job with the lease under which it is done.</summary>
public sealed record ClaimedJob(Guid Id, string Kind, Guid? Subject, int Attempts, Guid Lease);

/// <summary>
/// How a job ended: done, or failed with a code; a failure for good is not tried again, and what is put off counts as
/// no attempt.
/// </summary>
/// <param name="Asked">Of a failure: how long we are asked to stay away.</param>
/// <param name="EndWritten">Where the handler wrote the job's end by itself: whether the lease was still its
/// own.</param>
public readonly record struct JobOutcome(
    string? Error,
    bool ForGood,
    DateTimeOffset? Until = null,
    bool? EndWritten = null,
    TimeSpan? Asked = null
)
{
    /// <summary>Whether it failed for good.</summary>
    public bool IsRefused => Error is not null && ForGood;

    public static JobOutcome Done => default;

    public static JobOutcome Failed(string code, TimeSpan? asked = null) => new(code, ForGood: false, Asked: asked);

    public static JobOutcome Refused(string code) => new(code, ForGood: true);

    /// <summary>It is not the time for it; tried again from then on.</summary>
    public static JobOutcome PutOff(DateTimeOffset until) => new(null, ForGood: false, until.ToUniversalTime());
}

/// <summary>The kinds of job and what does them.</summary>
public sealed class JobHandlers(IEnumerable<KeyValuePair<string, JobHandler>> handlers)
{
    private readonly Dictionary<string, JobHandler> _handlers = new(handlers, StringComparer.Ordinal);

    public JobHandler? For(string kind) => _handlers.GetValueOrDefault(kind);
}

/// <summary>
/// Does what is due. A lease is claimed in a short transaction, the work runs outside any lock, and its end is written
/// only while the lease is still one's own: a worker that froze past its lease finds its end refused.
/// </summary>
public sealed class JobWorker(
    IServiceScopeFactory scopes,
    JobHandlers handlers,
    TimeProvider clock,
    IOptions<JobOptions> options,
    ILogger<JobWorker> log
)
{
    /// <summary>
    /// Does every job that is due now, one after the other, and returns those done or failed, in order.
    /// </summary>
    public async Task<IReadOnlyList<(string Kind, JobOutcome Outcome)>> RunDueAsync(CancellationToken ct)
    {
        var ended = new List<(string, JobOutcome)>();
        while (await ClaimAsync(retriesToo: true, ct) is { } job)
        {
            if (await RunAsync(job, ct) is { } outcome)
            {
                ended.Add((job.Kind, outcome));
            }
        }

        return ended;
    }

    /// <summary>Takes the job that has been due longest; null where none is.</summary>
    /// <param name="retriesToo">Whether it may be one that failed before.</param>
    internal async Task<ClaimedJob?> ClaimAsync(bool retriesToo, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        return await db.ClaimAsync(clock.GetUtcNow(), options.Value.Lease, retriesToo, ct);
    }

    /// <summary>
    /// Does a job and writes its end; null where that was refused, because the lease was over. One that is cancelled is
    /// anybody's again at once.
    /// </summary>
    internal async Task<JobOutcome?> RunAsync(ClaimedJob job, CancellationToken ct)
    {
        var outcome = await DoAsync(job, ct);
        if (outcome.EndWritten ?? await FinishAsync(job, outcome))
        {
            return outcome with { EndWritten = null };
        }

        log.LogWarning("A {Kind} job outlived its lease; its end is refused", job.Kind);
        return null;
    }

    private async Task<JobOutcome> DoAsync(ClaimedJob job, CancellationToken ct)
    {
        if (handlers.For(job.Kind) is not { } handler)
        {
            return JobOutcome.Refused("no-handler");
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
            bounded.CancelAfter(options.Value.LongestJob);
            return await handler(scope.ServiceProvider, job, bounded.Token);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            return JobOutcome.PutOff(clock.GetUtcNow());
        }
        catch (Exception failure)
        {
            // The message may quote what it was about, so only its type is told.
            log.LogError("A {Kind} job failed with {Failure}", job.Kind, failure.GetType().Name);
            return JobOutcome.Failed("unexpected");
        }
    }

    private async Task<bool> FinishAsync(ClaimedJob job, JobOutcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();

        // Not cancellable: the work is done, and its end should be known even while shutting down.
        return await db.FinishAsync(job, outcome, clock.GetUtcNow(), CancellationToken.None);
    }
}
