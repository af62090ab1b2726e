using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Interests;

namespace Matching.Proposals;

/// <summary>What a round plans: places in groups that exist, and groups that could be with those who would be in them.</summary>
internal sealed record PlacesAndGroups(
    IReadOnlyDictionary<Guid, PlannedPlace> Places,
    IReadOnlyList<(GroupThatCouldBe Group, List<Interest> Members)> Groups
);

/// <summary>Groups that could be, as options of a plan, with the starters in reach of each.</summary>
internal sealed record CouldBe(
    IReadOnlyList<(GroupThatCouldBe Group, IReadOnlyList<(Guid Starter, int Carries)> Starters)> Groups,
    Journeys Journeys
)
{
    private readonly List<(Guid Starter, int Carries)> _starters =
    [
        .. Groups
            .SelectMany(group => group.Starters)
            .DistinctBy(starter => starter.Starter)
            .OrderBy(starter => starter.Starter),
    ];

    public static CouldBe None { get; } = new([], new(new Dictionary<(string, string), Journey>()));

    /// <summary>How many groups each starter could carry.</summary>
    public IReadOnlyList<int> Carries => _starters.ConvertAll(starter => starter.Carries);

    /// <param name="carried">Only with a starter, where the policy wants one.</param>
    public IEnumerable<Option> Options(bool carried) =>
        Groups
            .Select(one =>
                (
                    one.Group.Policy,
                    Starters: one.Starters.Select(starter =>
                        _starters.FindIndex(other => other.Starter == starter.Starter)
                    )
                )
            )
            .Select(one =>
                !carried || one.Policy.StartersLeast == 0
                    ? new Option(one.Policy.Enough, one.Policy.MostMembers, [])
                    // Where nobody could, it cannot be.
                    : new Option(one.Policy.Enough, one.Starters.Any() ? one.Policy.MostMembers : 0, [.. one.Starters])
            );

    /// <summary>The ways of each person to these.</summary>
    /// <param name="first">The index of the first option.</param>
    public IReadOnlyDictionary<Interest, List<Way>> Ways(int first)
    {
        var people = Groups.SelectMany(one => one.Group.People).DistinctBy(one => one.Id).ToDictionary(one => one.Id);
        var ways = people.Values.ToDictionary(one => one, _ => new List<Way>());
        foreach (var (number, (group, _)) in Groups.Index())
        {
            foreach (var one in group.People)
            {
                ways[people[one.Id]].Add(new(first + number, Journeys.Km(one.Area, group.Site.Code)));
            }
        }

        return ways;
    }
}
