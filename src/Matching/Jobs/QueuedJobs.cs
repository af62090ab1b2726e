using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Jobs;

/// <summary>How many jobs of one kind wait, or were given up.</summary>
/// <param name="OldestDue">When the first fell due of those that are due and that nobody does; null without.</param>
public sealed record QueuedJobs(string Kind, string State, int Count, DateTimeOffset? OldestDue)
{
    /// <summary>The states that are looked at.</summary>
    public const string Waiting = "waiting",
        Dead = "dead";

    /// <summary>Reads all of them by one query.</summary>
    /// <param name="body">Only those that are about this body; null for all.</param>
    public static async Task<IReadOnlyList<QueuedJobs>> ReadAsync(
        MatchingDb db,
        DateTimeOffset now,
        Guid? body,
        CancellationToken ct
    ) =>
        await db
            .Database.SqlQuery<QueuedJobs>(
                $"""
                select kind as "Kind", state as "State", count(*)::integer as "Count",
                       min(run_at) filter (where state = 'waiting' and run_at <= {now}
                                           and (lease is null or leased_until < {now})) as "OldestDue"
                from jobs
                where state in ('waiting', 'dead') and ({body}::uuid is null or subject = {body}::uuid)
                group by kind, state
                order by kind, state
                """
            )
            .ToListAsync(ct);

    /// <summary>For how long the job has been due that has waited longest, in seconds; 0 where none is due.</summary>
    public static double Age(IEnumerable<QueuedJobs> queue, DateTimeOffset now) =>
        queue.Min(jobs => jobs.OldestDue) is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : 0;
}
