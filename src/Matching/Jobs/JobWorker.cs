using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Jobs;

/// <summary>
/// Does one kind of job. It runs outside any lock, and may run again if its end could not be written down.
/// </summary>
public delegate Task<JobOutcome> JobHandler(IServiceProvider services, ClaimedJob job, CancellationToken ct);

/// <summary>A job with the lease under which it is done.</summary>
public sealed record ClaimedJob(Guid Id, string Kind, Guid? Subject, int Attempts, Guid Lease);

/// <summary>How a job ended: done, or failed with a code; a failure for good is not tried again.</summary>
public readonly record struct JobOutcome(string? Error, bool ForGood)
{
    public static JobOutcome Done => default;

    public static JobOutcome Failed(string code) => new(code, ForGood: false);

    public static JobOutcome Refused(string code) => new(code, ForGood: true);
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
    IHostApplicationLifetime lifetime,
    ILogger<JobWorker> log
)
{
    /// <summary>Longer than any handler may take; a job does not wait longer on a dead worker.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>A round over much ends after this, well before its job is cancelled; the next goes on.</summary>
    public static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(40);

    /// <summary>Does every job that is due now, and returns those done or failed, in order.</summary>
    public async Task<IReadOnlyList<(string Kind, JobOutcome Outcome)>> RunDueAsync(CancellationToken ct)
    {
        var ended = new List<(string, JobOutcome)>();
        while (!lifetime.ApplicationStopping.IsCancellationRequested && await ClaimAsync(ct) is { } job)
        {
            var outcome = await DoAsync(job, ct);
            if (await FinishAsync(job, outcome))
            {
                ended.Add((job.Kind, outcome));
            }
            else
            {
                log.LogWarning("A {Kind} job outlived its lease; its end is refused", job.Kind);
            }
        }

        return ended;
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
            bounded.CancelAfter(Lease / 2);
            return await handler(scope.ServiceProvider, job, bounded.Token);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The message may quote what it was about, so only its type is told.
            log.LogError("A {Kind} job failed with {Failure}", job.Kind, failure.GetType().Name);
            return JobOutcome.Failed("unexpected");
        }
    }

    private async Task<ClaimedJob?> ClaimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var now = clock.GetUtcNow();
        var claimed = await db
            .Database.SqlQuery<ClaimedJob>(
                $"""
                select id as "Id", kind as "Kind", subject as "Subject", attempts as "Attempts", lease as "Lease"
                from claim_job({now}, {now + Lease}, {RandomId.New()}, {RetryIntervals.Table.Count + 1})
                """
            )
            .ToListAsync(ct);
        return claimed.Count == 0 ? null : claimed[0];
    }

    private async Task<bool> FinishAsync(ClaimedJob job, JobOutcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var now = clock.GetUtcNow();
        var rest = outcome.Error is null || outcome.ForGood ? null : RetryIntervals.After(job.Attempts);
        var state =
            outcome.Error is null ? "done"
            : rest is null ? "dead"
            : "waiting";

        // Not cancellable: the work is done, and its end should be known even while shutting down.
        return await db
            .Database.SqlQuery<bool>(
                $"select finish_job({job.Id}, {job.Lease}, {state}, {now}, {now + (rest ?? TimeSpan.Zero)}, {outcome.Error}) as \"Value\""
            )
            .SingleAsync(CancellationToken.None);
    }
}
