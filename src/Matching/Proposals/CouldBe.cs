using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Interests;

namespace Matching.Proposals;

/// <summary>Groups that could be, as options of a plan.</summary>
/// <param name="Sites">Where they could meet.</param>
/// <param name="Journeys">Between the areas of all who could be in them and all these sites.</param>
internal sealed record CouldBe(IReadOnlyList<GroupThatCouldBe> Groups, IReadOnlyList<Site> Sites, Journeys Journeys)
{
    private readonly List<(Guid Starter, int Carries)> _starters =
    [
        .. Groups
            .SelectMany(group => group.Starters)
            .DistinctBy(starter => starter.Starter)
            .OrderBy(starter => starter.Starter),
    ];

    public static CouldBe None { get; } = new([], [], new(new Dictionary<(string, string), Journey>()));

    /// <summary>Those that a starter could carry, and those that need none.</summary>
    public CouldBe Carried => Of(Groups.Where(group => group.Starters.Count > 0 || group.Policy.StartersLeast == 0));

    /// <summary>All of them, as if none needed a starter: one may yet be found.</summary>
    public CouldBe Uncarried => Of(Groups.Select(group => group with { Starters = [] }));

    /// <summary>How many groups each starter could carry.</summary>
    public IReadOnlyList<int> Carries => _starters.ConvertAll(starter => starter.Carries);

    public IEnumerable<Option> Options =>
        Groups.Select(group => new Option(
            group.Policy.Enough,
            group.Policy.MostMembers,
            group.Policy.StartersLeast == 0
                ? []
                : [.. group.Starters.Select(hers => _starters.FindIndex(other => other.Starter == hers.Starter))]
        ));

    /// <summary>Other groups at these sites.</summary>
    public CouldBe Of(IEnumerable<GroupThatCouldBe> groups) => new([.. groups], Sites, Journeys);

    /// <summary>The ways of each person to these.</summary>
    /// <param name="first">The index of the first option.</param>
    public IReadOnlyDictionary<Interest, List<Way>> Ways(int first)
    {
        var people = Groups.SelectMany(group => group.People).DistinctBy(one => one.Id).ToDictionary(one => one.Id);
        var ways = people.Values.ToDictionary(one => one, _ => new List<Way>());
        foreach (var (number, group) in Groups.Index())
        {
            foreach (var one in group.People)
            {
                ways[people[one.Id]].Add(new(first + number, Journeys.Km(one.Area, group.Site.Code)));
            }
        }

        return ways;
    }

    /// <summary>A group at the site where the longest journey of these, who all could be in it, is shortest.</summary>
    public GroupThatCouldBe Meeting(GroupThatCouldBe group, List<Interest> members) =>
        group with
        {
            Site = Journeys
                .Best(
                    Sites.Where(site =>
                        members.TrueForAll(one =>
                            one.Reaches(Journeys.Km(one.Area, site.Code), group.Policy.KmBeyondReach)
                        )
                    ),
                    [.. members.Select(one => one.Area)]
                )
                .First(),
        };
}
