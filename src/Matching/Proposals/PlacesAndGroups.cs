using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Interests;

namespace Matching.Proposals;

/// <summary>A group in which there is a place for somebody by the plan of a round.</summary>
/// <param name="Km">The journey; 0 where it meets at a distance.</param>
/// <param name="Automatic">Whether the body that answers lets the engine offer it.</param>
public sealed record PlannedPlace(Guid Interest, Guid GroupId, double Km, bool Automatic);

/// <summary>Somebody who could have a place in a group that exists.</summary>
/// <param name="Km">Null: it meets at a distance.</param>
/// <param name="Automatic">Whether the body that answers lets the engine offer it.</param>
/// <param name="Late">Her case is closed or overdue: she has what the others leave.</param>
internal sealed record Claim(
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
    /// <summary>
    /// Groups at a distance stand beside those that people meet in, never instead: only for those who want no other.
    /// </summary>
    public bool Counts => Km is not null == WantsToMeet;
}

/// <summary>
/// What a round plans: places in groups that exist, and groups that could be with those who would be in them.
/// </summary>
/// <param name="Places">By interest; whoever is not in it has no place.</param>
internal sealed record PlacesAndGroups(
    IReadOnlyDictionary<Guid, PlannedPlace> Places,
    IReadOnlyList<(GroupThatCouldBe Group, List<Interest> Members)> Groups
)
{
    private const int MostSettlings = 3;

    private IEnumerable<Guid> People => Places.Keys.Concat(Groups.SelectMany(one => one.Members).Select(one => one.Id));

    /// <summary>
    /// The best of both. Of two who want one place, the one who could also meet others leaves it to the other, where
    /// more are placed so. Groups that a starter could carry come first; those that nobody could yet only where they
    /// place more of those for whom it is planned.
    /// </summary>
    /// <param name="planned">The interests for whom it is planned.</param>
    /// <param name="free">Free places by group.</param>
    public static PlacesAndGroups Best(
        IReadOnlyCollection<Guid> planned,
        IReadOnlyList<Claim> claims,
        IReadOnlyDictionary<Guid, int> free,
        CouldBe could
    )
    {
        var carried = Settled(claims, free, could.Carried);
        if (could.Groups.Count == 0 || planned.All(carried.Has))
        {
            return carried;
        }

        var uncarried = Settled(claims, free, could.Uncarried);
        return planned.Count(uncarried.Has) > planned.Count(carried.Has) ? uncarried : carried;
    }

    // Where a group would meet depends on who is in it, and who had best be in it on where it meets: each is settled by
    // the other, in turn, for as long as the same people are placed with fewer kilometres.
    private static PlacesAndGroups Settled(
        IReadOnlyList<Claim> claims,
        IReadOnlyDictionary<Guid, int> free,
        CouldBe could
    )
    {
        var best = Of(claims, free, could).Meeting(could);
        for (var i = 0; i < MostSettlings && best.Groups.Count > 0; i++)
        {
            var next = Of(claims, free, could.Of(best.Groups.Select(one => one.Group))).Meeting(could);
            if (!next.People.ToHashSet().SetEquals(best.People) || next.Km(could) >= best.Km(could))
            {
                break;
            }

            best = next;
        }

        return best;
    }

    private static PlacesAndGroups Of(IReadOnlyList<Claim> claims, IReadOnlyDictionary<Guid, int> free, CouldBe could)
    {
        List<Guid> groups = [.. free.Keys.Order()];
        var index = groups.Index().ToDictionary(one => one.Item, one => one.Index);
        var options = groups.Select(group => new Option(0, free[group], [])).Concat(could.Options).ToList();
        var people = claims
            .GroupBy(claim => claim.Interest)
            .Select(hers => (Turn: Turn.Of(hers.First()), Ways: Ways(hers)))
            .Concat(could.Ways(groups.Count).Select(one => (Turn: Turn.Of(one.Key), Ways: one.Value)))
            .GroupBy(one => one.Turn.Interest)
            .Select(hers => (hers.First().Turn, Ways: hers.SelectMany(one => one.Ways).ToList()))
            .Where(hers => hers.Ways.Count > 0)
            .OrderBy(hers => hers.Turn.Late)
            .ThenBy(hers => hers.Turn.Day)
            .ThenBy(hers => hers.Turn.Lot)
            .ToList();
        var plan = Plan.Best(
            people.ConvertAll(hers => new Waiting(hers.Turn.Interest, hers.Ways)),
            options,
            could.Carries
        );
        var placed = people
            .Zip(
                plan,
                (hers, option) => (hers.Turn, Option: option ?? -1, Km: hers.Ways.Find(way => way.Option == option).Km)
            )
            .Where(one => one.Option >= 0)
            .ToLookup(one => one.Option < groups.Count);
        return new(
            placed[true]
                .Select(one => new PlannedPlace(one.Turn.Interest, groups[one.Option], one.Km, one.Turn.Automatic))
                .ToDictionary(place => place.Interest),
            [
                .. placed[false]
                    .GroupBy(one => one.Option - groups.Count, one => one.Turn.Interest)
                    .Select(begun => (Group: could.Groups[begun.Key], Who: begun.ToHashSet()))
                    .Select(begun =>
                        (begun.Group, begun.Group.People.Where(one => begun.Who.Contains(one.Id)).ToList())
                    ),
            ]
        );

        List<Way> Ways(IEnumerable<Claim> hers) =>
            [
                .. hers.Where(claim => claim.Counts)
                    .Select(claim => new Way(index[claim.GroupId], claim.Km ?? 0))
                    .OrderBy(way => way.Option),
            ];
    }

    private bool Has(Guid interest) => People.Contains(interest);

    private double Km(CouldBe could) =>
        Places.Values.Sum(place => place.Km)
        + Groups.Sum(one => one.Members.Sum(member => could.Journeys.Km(member.Area, one.Group.Site.Code)));

    // Each group where its members would meet, if that site's body decides as the first one would: whoever proposes it
    // asks.
    private PlacesAndGroups Meeting(CouldBe could) =>
        new(Places, [.. Groups.Select(one => (could.Meeting(one.Group, one.Members), one.Members))]);

    private sealed record Turn(Guid Interest, DateOnly Day, Guid Lot, bool Automatic, bool Late)
    {
        public static Turn Of(Claim claim) => new(claim.Interest, claim.Day, claim.Lot, claim.Automatic, claim.Late);

        public static Turn Of(Interest one) => new(one.Id, one.Day, one.Lot, Automatic: false, Late: false);
    }
}
