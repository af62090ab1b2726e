using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Jobs;

/// <summary>How a job is taken, and how its end is written: <c>db/functions/jobs.sql</c>.</summary>
public static class Leases
{
    /// <summary>Takes the due job that has waited longest, until the lease is over; null where there is none.</summary>
    /// <param name="retriesToo">Whether it may be one that failed before.</param>
    public static async Task<ClaimedJob?> ClaimAsync(
        this MatchingDb db,
        DateTimeOffset now,
        TimeSpan lease,
        bool retriesToo,
        CancellationToken ct
    )
    {
        var claimed = await db
            .Database.SqlQuery<ClaimedJob>(
                $"""
                select id as "Id", kind as "Kind", subject as "Subject", attempts as "Attempts", lease as "Lease"
                from claim_job({now}, {now + lease}, {RandomId.New()}, {RetryIntervals.Table.Count + 1}, {retriesToo})
                """
            )
            .ToListAsync(ct);
        return claimed.SingleOrDefault();
    }

    /// <summary>
    /// Writes a job's end; false, and nothing is written, where the lease is not the caller's any more.
    /// </summary>
    public static Task<bool> FinishAsync(
        this MatchingDb db,
        ClaimedJob job,
        JobOutcome outcome,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (rest, letGoBy) =
            outcome.Error is null || outcome.ForGood ? (null, 0) : RetryIntervals.After(job.Attempts, outcome.Asked);
        var again = outcome.Until ?? now + rest;
        var state =
            again is not null ? "waiting"
            : outcome.Error is null ? "done"
            : "dead";
        return db
            .Database.SqlQuery<bool>(
                $"""
                select finish_job({job.Id}, {job.Lease}, {state}, {now}, {again ?? now}, {outcome.Error}, {(
                    outcome.Until is null ? -letGoBy : 1
                )}) as "Value"
                """
            )
            .SingleAsync(ct);
    }

    /// <summary>
    /// Makes a handler of what only writes to the database: its effects and the end of its job are one transaction, so
    /// that a worker that dies or freezes in the middle has done nothing, and none of it is done twice.
    /// </summary>
    public static JobHandler Once(JobHandler act) =>
        async (services, job, ct) =>
        {
            var db = services.GetRequiredService<MatchingDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var outcome = await act(services, job, ct);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var written = await db.FinishAsync(job, outcome, now, ct);
            if (written)
            {
                await transaction.CommitAsync(ct);
            }

            return outcome with
            {
                EndWritten = written,
            };
        };
}
