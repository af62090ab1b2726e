using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Groups;
using Matching.Interests;

namespace Matching.Proposals;

/// <summary>A group that could be, before anybody is asked.</summary>
/// <param name="Topic">Null: across topics.</param>
/// <param name="People">Who could be in it, in their turn.</param>
/// <param name="Languages">Of the person around whom it was looked for.</param>
internal sealed record GroupThatCouldBe(
    short? Topic,
    Site Site,
    Policy Policy,
    IReadOnlyList<Interest> People,
    string[] Languages
)
{
    /// <summary>The starters in reach, and how many groups each could carry.</summary>
    public IReadOnlyList<(Guid Starter, int Carries)> Starters { get; init; } = [];

    /// <summary>The ids of those who could be in it.</summary>
    public string Who => string.Join(' ', People.Select(one => one.Id));

    /// <summary>How many could be in it.</summary>
    public int Most => Math.Min(People.Count, Policy.MostMembers);
}

/// <summary>
/// Looks around one person who has no place: which groups could be, by topic, language and time, and at which place,
/// with those who wait near.
/// </summary>
internal sealed class GroupsThatCouldBe(Ground ground, Noes noes, Journeys journeys)
{
    // Sets of people; each may meet about several topics.
    private const int MostOptions = 12;

    /// <summary>
    /// The best of them: the most people first, the person's own topic, the shortest longest journey.
    /// </summary>
    public async Task<IReadOnlyList<GroupThatCouldBe>> AroundAsync(
        Interest person,
        IReadOnlyList<Interest> neighbours,
        IReadOnlyList<Site> sites,
        CancellationToken ct
    )
    {
        List<Interest> all = [.. neighbours.Append(person).OrderBy(one => one.Day).ThenBy(one => one.Lot)];
        var found = new List<GroupThatCouldBe>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (topic, people) in Alike(person, all))
        {
            foreach (var site in journeys.Best(sites, [person.Area]))
            {
                var near = people.FindAll(one => one.Reaches(Km(one, site), ground.MostBeyond));
                if (near.Count < ground.LeastEnough || !near.Contains(person))
                {
                    continue;
                }

                var body = await ground.BodyAsync(site.Municipality, topic, people, ct);
                var policy = ground.PolicyOf(body);
                var could = Could(person, near, topic, site, policy);
                if (could.Count < policy.Enough || !could.Contains(person))
                {
                    continue;
                }

                // The same people at another place: which of them is best is chosen when it is known who comes.
                var option = new GroupThatCouldBe(topic, site, policy, could, person.Languages);
                if (seen.Add($"{body} {topic} {option.Who}"))
                {
                    found.Add(option);
                }
            }
        }

        return
        [
            .. found
                .OrderByDescending(option => option.Most)
                .ThenBy(option => option.Topic is { } topic && !person.Topics.Contains(topic))
                .ThenBy(option => option.Topic is null && person.Topics.Length > 0)
                .ThenBy(option => Longest(option))
                .ThenBy(option => option.Site.Code, StringComparer.Ordinal)
                .GroupBy(option => option.Who)
                .Take(MostOptions)
                .SelectMany(alike => alike),
        ];
    }

    // Those who have a topic, a language and a time in common with the person; the narrower sets come with the wider.
    private IEnumerable<(short? Topic, List<Interest> People)> Alike(Interest person, List<Interest> all)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var most = new Policy { MergeAcross = true, MergeRelated = true };
        foreach (var topic in Topics(person, all))
        {
            foreach (var language in person.Languages)
            {
                foreach (var time in person.Times.Length > 0 ? person.Times : Groups.Schedule.AllTimes)
                {
                    var people = all.Where(one =>
                            Profile.Takes(one, topic, ground.RelatedTo(topic), most)
                            && Web.LanguageTag.Understood(one.Languages).Contains(language)
                            && (one.Times.Length == 0 || one.Times.Contains(time))
                        )
                        .ToList();
                    if (
                        people.Count >= ground.LeastEnough
                        && seen.Add($"{topic} {string.Join(' ', people.Select(one => one.Id))}")
                    )
                    {
                        yield return (topic, people);
                    }
                }
            }
        }
    }

    private IEnumerable<short?> Topics(Interest person, List<Interest> all)
    {
        var named = person.Topics.Length > 0 ? person.Topics : [.. all.SelectMany(one => one.Topics).Distinct()];
        return named
            .Concat(person.Topics.SelectMany(topic => ground.RelatedTo(topic)))
            .Distinct()
            .Select(topic => (short?)topic)
            .Append(null);
    }

    private List<Interest> Could(Interest person, List<Interest> people, short? topic, Site site, Policy policy)
    {
        var near = people
            .Where(one =>
                ground.Suits(one, topic, Km(one, site), policy)
                && !noes.Against(one.Id, topic, Km(one, site))
                && (policy.MixGenders || (one.Gender == person.Gender && one.Gender != Gender.Any))
            )
            .ToList();
        return policy.AgeBands is { } span && span < AgeBands.All.Count ? OfNearAge(person, near, span) : near;
    }

    // Of the spans that hold the person, the one with the most people.
    private static List<Interest> OfNearAge(Interest person, List<Interest> people, int span)
    {
        var bands = AgeBands.All.ToList();
        var hers = bands.IndexOf(person.AgeBand ?? "");
        return hers < 0
            ? []
            : Enumerable
                .Range(hers - span + 1, span)
                .Select(first =>
                    people
                        .Where(one =>
                            bands.IndexOf(one.AgeBand ?? "") is var band and >= 0
                            && band >= first
                            && band < first + span
                        )
                        .ToList()
                )
                .MaxBy(set => set.Count)!;
    }

    private double Km(Interest person, Site site) => journeys.Km(person.Area, site.Code);

    private double Longest(GroupThatCouldBe option) =>
        journeys.Longest(option.People.Take(option.Most), option.Site.Code);
}
