using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// Plans the free places of groups that exist: for those who are looked at now, and those who wait for the same groups.
/// A place for an older person whose body offers by hand is hers until her case is overdue; after that she has what is
/// left.
/// </summary>
public sealed class PlacesInGroups(MatchingDb db, TimeProvider clock)
{
    // So many pairs of a group and one who waits for it are reckoned with, the oldest first.
    private const int MostClaims = 2000;

    /// <summary>Plans them beside groups that could be.</summary>
    internal async Task<PlacesAndGroups> PlanAsync(
        IReadOnlyCollection<Guid> interests,
        CouldBe could,
        CancellationToken ct
    )
    {
        var free = await FreeAsync(interests, ct);
        var claims = await ClaimsAsync(interests, [.. free.Keys], ct);
        return PlacesAndGroups.Best(interests, claims, free, could);
    }

    // Groups that these are matched with, and their places neither taken nor on offer.
    private async Task<Dictionary<Guid, int>> FreeAsync(IReadOnlyCollection<Guid> interests, CancellationToken ct)
    {
        var holding = Offer.Holding(db, clock.Today());
        return await (
            from row in db.Groups
            where
                (row.State == GroupState.Open || row.State == GroupState.Forming)
                && db.Matches.Any(match => match.GroupId == row.Id && interests.Contains(match.Interest))
            select new { row.Id, Free = row.Capacity - row.Members - holding.Count(offer => offer.GroupId == row.Id) }
        )
            .Where(row => row.Free > 0)
            .ToDictionaryAsync(row => row.Id, row => row.Free, ct);
    }

    private async Task<List<Claim>> ClaimsAsync(
        IReadOnlyCollection<Guid> interests,
        Guid[] groups,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        var waiting =
            from match in db.Matches
            join interest in db.Interests on match.Interest equals interest.Id
            join row in db.Cases on interest.Id equals row.Interest
            where
                groups.Contains(match.GroupId)
                && Interest.Looking.Contains(interest.State)
                && interest.KeptUntil >= today
                && interest.Wish != Wish.Start
            select new
            {
                match.GroupId,
                match.KmFrom,
                interest.Id,
                interest.Day,
                interest.Lot,
                interest.Meeting,
                row.Body,
                row.State,
                row.Deadline,
            };
        var own = await waiting.Where(row => interests.Contains(row.Id)).ToListAsync(ct);
        var others = await waiting
            .Where(row => !interests.Contains(row.Id))
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Lot)
            .ThenBy(row => row.GroupId)
            .Take(MostClaims)
            .ToListAsync(ct);
        var bodies = own.Concat(others).Select(row => row.Body).Distinct().ToList();
        var automatic = await db
            .Bodies.AsNoTracking()
            .Where(body => bodies.Contains(body.Id))
            .ToDictionaryAsync(body => body.Id, body => body.Policy.Offers == OfferWay.Automatic, ct);
        return
        [
            .. own.Concat(others)
                .Select(row => new Claim(
                    row.Id,
                    row.GroupId,
                    row.KmFrom,
                    row.Day,
                    row.Lot,
                    Interest.IsToMeet(row.Meeting),
                    automatic[row.Body] && row.State != CaseState.Closed,
                    row.State == CaseState.Closed || (!automatic[row.Body] && row.Deadline < today)
                )),
        ];
    }
}
