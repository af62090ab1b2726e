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

/// <summary>A group in which there is a place for somebody by the plan of a round.</summary>
/// <param name="Automatic">Whether the body that answers lets the engine offer it.</param>
public sealed record PlannedPlace(Guid Interest, Guid GroupId, bool Automatic);

/// <summary>
/// Plans the free places of groups that exist: for those who are looked at now, and those who wait for the same groups.
/// A place for an older person whose body offers by hand is hers until her case is overdue; after that she has what is
/// left.
/// </summary>
public sealed class PlacesInGroups(MatchingDb db, TimeProvider clock)
{
    // As many who wait for the same groups are reckoned with, the oldest first.
    private const int MostClaims = 2000;

    private static readonly InterestState[] Looking =
    [
        InterestState.Waiting,
        InterestState.Matched,
        InterestState.Declined,
    ];

    /// <summary>By interest; whoever is not in it has no place.</summary>
    public async Task<IReadOnlyDictionary<Guid, PlannedPlace>> FindAsync(
        IReadOnlyCollection<Guid> interests,
        CancellationToken ct
    ) => (await PlanAsync(interests, CouldBe.None, ct)).Places;

    /// <summary>
    /// The same beside groups that could be: of two who want one place, the one who could also meet others leaves it to
    /// the other, where more are placed so.
    /// </summary>
    internal async Task<PlacesAndGroups> PlanAsync(
        IReadOnlyCollection<Guid> interests,
        CouldBe could,
        CancellationToken ct
    )
    {
        var groups = await FreeAsync(interests, ct);
        var claims = await ClaimsAsync(interests, [.. groups.Keys], ct);
        var index = groups.Keys.Order().Select((id, at) => (id, at)).ToDictionary(pair => pair.id, pair => pair.at);
        var options = index.OrderBy(pair => pair.Value).Select(pair => new Option(0, groups[pair.Key], [])).ToList();
        var others = could.Ways(options.Count);
        var people = claims
            .GroupBy(claim => claim.Interest)
            .Select(hers => (Turn: Turn.Of(hers.First()), Ways: Ways(hers)))
            .Concat(others.Select(one => (Turn.Of(one.Key), one.Value)))
            .GroupBy(one => one.Item1.Interest)
            .Select(hers => (hers.First().Item1, Ways: hers.SelectMany(one => one.Item2).ToList()))
            .Where(hers => hers.Ways.Count > 0)
            .OrderBy(hers => hers.Item1.Late)
            .ThenBy(hers => hers.Item1.Day)
            .ThenBy(hers => hers.Item1.Lot)
            .Select(hers => (Turn: hers.Item1, hers.Ways))
            .ToList();
        var waiting = people.ConvertAll(hers => new Waiting(hers.Turn.Interest, hers.Ways));

        // Those that somebody could carry, unless more are placed with those that nobody could yet.
        var plan = Plan.Best(waiting, [.. options, .. could.Options(carried: true)], could.Carries);
        if (could.Groups.Count > 0)
        {
            var without = Plan.Best(waiting, [.. options, .. could.Options(carried: false)], []);
            plan = without.Count(one => one is not null) > plan.Count(one => one is not null) ? without : plan;
        }

        var byIndex = index.ToDictionary(pair => pair.Value, pair => pair.Key);
        var placed = people
            .Zip(plan, (hers, option) => (hers.Turn, Option: option))
            .Where(one => one.Option is not null);
        return new(
            placed
                .Where(one => one.Option < options.Count)
                .ToDictionary(
                    one => one.Turn.Interest,
                    one => new PlannedPlace(one.Turn.Interest, byIndex[one.Option!.Value], one.Turn.Automatic)
                ),
            [
                .. placed
                    .Where(one => one.Option >= options.Count)
                    .GroupBy(one => one.Option!.Value - options.Count, one => one.Turn.Interest)
                    .Select(group =>
                        (
                            could.Groups[group.Key].Group,
                            could.Groups[group.Key].Group.People.Where(one => group.Contains(one.Id)).ToList()
                        )
                    ),
            ]
        );

        List<Way> Ways(IEnumerable<Claim> hers) =>
            [.. hers.Where(claim => claim.Counts).Select(claim => new Way(index[claim.GroupId], claim.Km ?? 0))];
    }

    // Groups that these are matched with, and their places neither taken nor on offer.
    private async Task<Dictionary<Guid, int>> FreeAsync(IReadOnlyCollection<Guid> interests, CancellationToken ct)
    {
        var today = clock.Today();
        return await (
            from row in db.Groups
            where
                (row.State == GroupState.Open || row.State == GroupState.Forming)
                && db.Matches.Any(match => match.GroupId == row.Id && interests.Contains(match.Interest))
            select new
            {
                row.Id,
                Free = row.Capacity
                    - row.Members
                    - db.Offers.Count(offer =>
                        offer.GroupId == row.Id && offer.State == OfferState.Open && offer.Until >= today
                    ),
            }
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
                && Looking.Contains(interest.State)
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
                Case = row,
            };
        var own = await waiting.Where(row => interests.Contains(row.Id)).AsNoTracking().ToListAsync(ct);
        var others = await waiting
            .Where(row => !interests.Contains(row.Id))
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Lot)
            .Take(MostClaims)
            .AsNoTracking()
            .ToListAsync(ct);
        var bodies = own.Concat(others).Select(row => row.Case.Body).Distinct().ToList();
        var policies = await db
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
                    row.Meeting.Contains("in-person") || row.Meeting.Contains("hybrid"),
                    policies[row.Case.Body] && row.Case.State != CaseState.Closed,
                    row.Case.State == CaseState.Closed || (!policies[row.Case.Body] && row.Case.Deadline < today)
                )),
        ];
    }

    // Groups at a distance stand beside those that people meet in, never instead: only for those who want no other.
    private sealed record Claim(
        Guid Interest,
        Guid GroupId,
        double? Km,
        DateOnly Day,
        Guid Lot,
        bool WantsToMeet,
        bool Automatic,
        bool Late
    )
    {
        public bool Counts => Km is not null == WantsToMeet;
    }

    private sealed record Turn(Guid Interest, DateOnly Day, Guid Lot, bool Automatic, bool Late)
    {
        public static Turn Of(Claim claim) => new(claim.Interest, claim.Day, claim.Lot, claim.Automatic, claim.Late);

        public static Turn Of(Interest one) => new(one.Id, one.Day, one.Lot, Automatic: false, Late: false);
    }
}
