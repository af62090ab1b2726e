using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Starters;

/// <summary>
/// A starter makes herself superfluous: about six weeks after her group has opened her body has the errand to ask how
/// it goes. The day is set when the group is first seen open, and is a working day.
/// </summary>
public static class RemindOfFollowUps
{
    /// <summary>The errand of a starter's body; about the request by which she took the group.</summary>
    public const string FollowUp = "follow-up";

    private const int DaysWithTheGroup = 42;

    /// <summary>Sets days and gives errands, and returns how many these were.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var clock = services.GetRequiredService<TimeProvider>();
        var today = clock.Today();
        var day = WorkingDays.After(today.AddDays(DaysWithTheGroup - 1), 1);
        var taken = db.StarterRequests.Where(row => row.State == RequestState.Accepted);
        var set = await taken
            .Where(row => row.FollowUpOn == null)
            .Where(row =>
                db.Groups.Any(group =>
                    group.Id == row.GroupId && (group.State == GroupState.Open || group.State == GroupState.Full)
                )
            )
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.FollowUpOn, day), ct);
        var due = await (
            from row in taken
            join starter in db.Starters on row.Starter equals starter.Id
            where row.FollowUpOn <= today && row.RemindedOn == null && row.FollowedUpOn == null
            orderby row.Id
            select new { row.Id, starter.Body }
        ).ToListAsync(ct);
        foreach (var one in due)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var reminded = await taken
                .Where(row => row.Id == one.Id && row.RemindedOn == null)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.RemindedOn, today), ct);
            if (reminded > 0)
            {
                await Errand.AddAsync(db, one.Body, FollowUp, one.Id, today, ct);
                await db.SaveChangesAsync(ct);
                await db.TellAsync([], [one.Body], clock, ct);
            }

            await transaction.CommitAsync(ct);
        }

        return set + due.Count;
    }
}
