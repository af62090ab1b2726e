using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Matching.Benchmarks;

/// <summary>
/// Who could go where: all groups that fit by the product's own hard rules and distances, and the groups that could be.
/// What every way of placing people starts from.
/// </summary>
/// <param name="People">In the order of their turn.</param>
internal sealed record Neighbourhood(IReadOnlyList<Waiting> People, IReadOnlyList<Option> Options)
{
    private List<Interest> Interests { get; init; } = [];

    private List<Site> Sites { get; init; } = [];

    private Journeys? Journeys { get; init; }

    /// <summary>
    /// The km of a plan where each group that could be meets where the product would let it: at the place in
    /// everybody's reach that keeps the longest journey shortest. That rule is not linear, so that the program cannot
    /// know it.
    /// </summary>
    public double KmByRule(IEnumerable<(int Person, int Option)> seats) =>
        seats
            .GroupBy(seat => seat.Option, seat => seat.Person)
            .Sum(group =>
            {
                if (Options[group.Key].Least == 0)
                {
                    return group.Sum(person => People[person].Ways.Single(way => way.Option == group.Key).Km);
                }

                var members = group.Select(person => Interests[person]).ToList();
                var beyond = new Policy().KmBeyondReach;
                var site = Journeys!
                    .Best(Sites, [.. members.Select(member => member.Area)])
                    .First(site =>
                        members.All(member => Journeys.Km(member.Area, site.Code) <= member.TravelKm + beyond)
                    );
                return members.Sum(member => Journeys.Km(member.Area, site.Code));
            });

    /// <summary>Everything that is in the database.</summary>
    public static async Task<Neighbourhood> ReadAsync(
        MatchingDb db,
        FindMatches matches,
        Ground ground,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        var people = await db
            .Interests.AsNoTracking()
            .OrderBy(person => person.Day)
            .ThenBy(person => person.Lot)
            .ToListAsync(ct);
        var groups = await db.Groups.AsNoTracking().OrderBy(group => group.Id).ToListAsync(ct);
        var ways = people.ConvertAll(_ => new List<Way>());
        var options = groups.ConvertAll(group => new Option(0, group.FreePlaces, []));
        var index = groups.Select((group, i) => (group.Id, i)).ToDictionary(one => one.Id, one => one.i);
        foreach (var (number, person) in people.Index())
        {
            var area = await Area.ReadAsync(db, person.Area, ct);
            var fitting = await matches.AllAsync(person, await area.PointsAsync(db, ct), ct);
            ways[number]
                .AddRange(
                    from match in fitting
                    // Groups at a distance stand beside those that people meet in, never instead.
                    where match.Group.MeetsAtADistance != person.WantsToMeet
                    select new Way(index[match.Group.GroupId], match.Group.KmFrom ?? 0)
                );
        }

        var (sites, journeys) = await AddPossibleAsync(ground, people, ways, options, ct);
        return new([.. people.Zip(ways, (person, hers) => new Waiting(person.Id, hers))], options)
        {
            Interests = people,
            Sites = sites,
            Journeys = journeys,
        };
    }

    /// <summary>
    /// The groups that the engine really proposed added, so that what it did is among what the program may do.
    /// </summary>
    public Neighbourhood With(IEnumerable<Seat> seats)
    {
        var (options, ways) = (Options.ToList(), People.ToDictionary(one => one.Interest, one => one.Ways.ToList()));
        foreach (var group in seats.Where(seat => seat.Proposal is not null).GroupBy(seat => seat.Proposal))
        {
            foreach (var seat in group)
            {
                ways[seat.Interest].Add(new Way(options.Count, seat.Km));
            }

            options.Add(new Option(Math.Min(new Policy().Enough, group.Count()), new Policy().MostMembers, []));
        }

        return this with
        {
            People = [.. People.Select(one => one with { Ways = ways[one.Interest] })],
            Options = options,
        };
    }

    // What the product itself looks for around each of them, with all others who wait: the sum of it for all is what
    // any round could choose from, for each profile at the best places. It proposes a group too where no starter is
    // yet.
    private static async Task<(List<Site> Sites, Journeys Journeys)> AddPossibleAsync(
        Ground ground,
        List<Interest> people,
        List<List<Way>> ways,
        List<Option> options,
        CancellationToken ct
    )
    {
        await ground.LookAsync(ct);
        var meeting = people.FindAll(person => person.WantsToMeet);
        var sites = new Dictionary<(string Area, int Km), IReadOnlyList<Site>>();
        foreach (var person in meeting.DistinctBy(person => (person.Area, person.TravelKm)))
        {
            sites[(person.Area, person.TravelKm)] = await ground.SitesAsync(person, ct);
        }

        var journeys = await ground.JourneysAsync(
            meeting.Select(person => person.Area),
            sites.Values.SelectMany(some => some.Select(site => site.Code)),
            ct
        );
        var could = new GroupsThatCouldBe(ground, new Noes([]), journeys);
        var numbers = people.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in meeting)
        {
            var others = meeting.FindAll(one => one != person);
            var around = await could.AroundAsync(person, others, sites[(person.Area, person.TravelKm)], ct);
            foreach (var option in around)
            {
                var hers = option.People.Select(one => numbers[one.Id]).ToList();
                if (seen.Add($"{option.Site.Code} {string.Join(' ', hers)}"))
                {
                    foreach (var (number, one) in hers.Zip(option.People))
                    {
                        ways[number].Add(new Way(options.Count, journeys.Km(one.Area, option.Site.Code)));
                    }

                    options.Add(new Option(option.Policy.Enough, option.Policy.MostMembers, []));
                }
            }
        }

        return ([.. sites.Values.SelectMany(some => some).DistinctBy(site => site.Code)], journeys);
    }
}
