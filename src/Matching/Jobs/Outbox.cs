using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Jobs;

/// <summary>Writing to the outbox, and clearing it.</summary>
public static class Outbox
{
    private static readonly TimeSpan KeptWhenDone = TimeSpan.FromDays(30);

    /// <summary>
    /// Adds a job to the current transaction. Where the same one is waiting already, that one says it for both: one
    /// mail tells a body of all that is new, at the earlier of the two times. One that failed keeps its rest: else news
    /// would use up its attempts within the storm.
    /// </summary>
    /// <param name="again">The id of one that was given up and is tried again by hand, with which its mail is known:
    /// where the same one is waiting, that does not rest either.</param>
    public static Task EnqueueAsync(
        this MatchingDb db,
        string kind,
        Guid? subject,
        DateTimeOffset runAt,
        CancellationToken ct,
        Guid? again = null
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into jobs (id, kind, subject, run_at)
            values ({again ?? RandomId.New()}, {kind}, {subject}, {runAt.ToUniversalTime()})
            on conflict (kind, coalesce(subject, '00000000-0000-0000-0000-000000000000'))
            where state = 'waiting' and lease is null
            do update set run_at =
                case when jobs.attempts = 0 or {again
                is not null} then least(jobs.run_at, excluded.run_at) else jobs.run_at end
            """,
            ct
        );

    /// <summary>Deletes jobs that were done a month ago, and returns how many these were.</summary>
    public static Task<int> PurgeAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - KeptWhenDone;
        return db.Jobs.Where(job => job.State == "done" && job.FinishedAt < before).ExecuteDeleteAsync(ct);
    }
}
