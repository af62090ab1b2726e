using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// A body changed its policy: whom it answers is looked at in the next round, since what waited for a person may now go
/// by itself, or what was too few be enough; and so is who waits for its groups, which others may now offer.
/// </summary>
public static class FollowPolicy
{
    private const int Batch = 500;

    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var body = job.Subject!.Value;
        await db.Database.ExecuteSqlAsync(
            $"""
            update groups set to_match = true
            where id in (
                select id from groups where body = {body} and state in ('forming', 'open') order by id for update)
            """,
            ct
        );
        for (var last = Guid.Empty; ; )
        {
            var ids = await (
                from row in db.Cases
                join interest in db.Interests on row.Interest equals interest.Id
                where row.Body == body && interest.Id > last && !interest.ToPlace
                orderby interest.Id
                select interest.Id
            )
                .Take(Batch)
                .ToArrayAsync(ct);
            if (ids.Length == 0)
            {
                return JobOutcome.Done;
            }

            last = ids[^1];
            await LockedInterest.PlaceAgainAsync(db, ids, ct);
        }
    }
}
