using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Interests;

namespace Matching.Proposals;

/// <summary>Groups that could be, as options of a plan.</summary>
/// <param name="Groups">With the starters in reach of each, and how many groups each of these could carry.</param>
/// <param name="Journeys">Between the areas of all who could be in them and all their sites.</param>
internal sealed record CouldBe(
    IReadOnlyList<(GroupThatCouldBe Group, IReadOnlyList<(Guid Starter, int Carries)> Starters)> Groups,
    Journeys Journeys
)
{
    private readonly List<(Guid Starter, int Carries)> _starters =
    [
        .. Groups
            .SelectMany(one => one.Starters)
            .DistinctBy(starter => starter.Starter)
            .OrderBy(starter => starter.Starter),
    ];

    public static CouldBe None { get; } = new([], new(new Dictionary<(string, string), Journey>()));

    /// <summary>Those that a starter could carry, and those that need none.</summary>
    public CouldBe Carried =>
        new([.. Groups.Where(one => one.Starters.Count > 0 || one.Group.Policy.StartersLeast == 0)], Journeys);

    /// <summary>All of them, as if none needed a starter: one may yet be found.</summary>
    public CouldBe Uncarried => new([.. Groups.Select(one => (one.Group, NoStarters))], Journeys);

    private static IReadOnlyList<(Guid Starter, int Carries)> NoStarters => [];

    /// <summary>How many groups each starter could carry.</summary>
    public IReadOnlyList<int> Carries => _starters.ConvertAll(starter => starter.Carries);

    public IEnumerable<Option> Options =>
        Groups.Select(one => new Option(
            one.Group.Policy.Enough,
            one.Group.Policy.MostMembers,
            one.Group.Policy.StartersLeast == 0
                ? []
                : [.. one.Starters.Select(mine => _starters.FindIndex(other => other.Starter == mine.Starter))]
        ));

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
