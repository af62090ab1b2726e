using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// The requests of one group, whose lock the caller holds: asking, and what follows for the others where one is
/// answered or ends.
/// </summary>
internal static class RequestsOfGroup
{
    /// <summary>
    /// Asks a starter, whose lock the caller holds too, by the day that the policy of the group's body says.
    /// </summary>
    public static async Task<StarterRequest> AskAsync(
        this MatchingDb db,
        SelfHelpGroup group,
        Starter starter,
        DateOnly today,
        CancellationToken ct
    )
    {
        var policy = await db.PolicyOfAsync(group.Body, ct);
        var request = new StarterRequest
        {
            Id = RandomId.New(),
            GroupId = group.Id,
            Starter = starter.Id,
            Body = starter.Body,
            Day = today,
            Until = today.AddDays(policy.OfferDays),
            Km = await db
                .Database.SqlQuery<int>($"""select starter_km({group.Id}, {starter.Id}) as "Value" """)
                .SingleAsync(ct),
        };
        db.StarterRequests.Add(request);
        return request;
    }

    /// <summary>
    /// Counts who has taken the group: with as few as its body's policy allows it awaits nobody, and with as many as
    /// that wants nobody else is asked any more. Returns the bodies of those who are not.
    /// </summary>
    public static Task<IReadOnlyList<Guid>> SettleAsync(
        this MatchingDb db,
        SelfHelpGroup group,
        DateOnly today,
        CancellationToken ct
    ) => db.AcrossBodiesAsync(() => SettleAllAsync(db, group, today, ct), ct);

    // Also those of whom only their own bodies know.
    private static async Task<IReadOnlyList<Guid>> SettleAllAsync(
        MatchingDb db,
        SelfHelpGroup group,
        DateOnly today,
        CancellationToken ct
    )
    {
        await db.SaveChangesAsync(ct);
        var policy = await db.PolicyOfAsync(group.Body, ct);
        var live = await db
            .StarterRequests.Where(row =>
                row.GroupId == group.Id && (row.State == RequestState.Asked || row.State == RequestState.Accepted)
            )
            .ToListAsync(ct);
        var taken = live.Count(row => row.State == RequestState.Accepted);
        group.CountStarters(taken, policy.StartersLeast);
        var spare = taken < policy.StartersWanted ? [] : live.FindAll(row => row.State == RequestState.Asked);
        spare.ForEach(row => row.End(RequestState.Withdrawn));
        await db.SaveChangesAsync(ct);
        if (!group.AwaitsStarter)
        {
            await Errand.FinishAsync(db, group.Id, [AskStarters.StarterWanted], today, ct);
        }

        return [.. spare.Select(row => row.Body)];
    }

    /// <summary>
    /// Lets these know after the transaction that there is something new, starters before bodies and each in an order
    /// of their own: no two calls may wait for each other.
    /// </summary>
    public static async Task TellAsync(
        this MatchingDb db,
        IEnumerable<Guid> starters,
        IEnumerable<Guid> bodies,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        foreach (var starter in starters.Distinct().Order())
        {
            await db.EnqueueAsync(StarterRequest.StarterToTell, starter, clock.GetUtcNow(), ct);
        }

        foreach (var body in bodies.Distinct().Order())
        {
            await db.EnqueueAsync(StarterRequest.BodyToTell, body, clock.GetUtcNow(), ct);
        }
    }
}
