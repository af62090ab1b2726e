using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Proposals;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Benchmarks;

/// <summary>
/// Who could go where: all groups that fit by the product's own hard rules and distances, and the groups that could be.
/// What every way of placing people starts from.
/// </summary>
/// <param name="People">In the order of their turn.</param>
internal sealed record Neighbourhood(
    IReadOnlyList<Waiting> People,
    IReadOnlyList<Option> Options,
    IReadOnlyList<int> Carries
)
{
    // For each topic, time and language so many places, and twice as many groups where twice as many people wait.
    private const int MostSites = 6;
    private static readonly Policy Policy = new();

    /// <summary>Everything that is in the database.</summary>
    public static async Task<Neighbourhood> ReadAsync(
        MatchingDb db,
        TopicNames topics,
        FindMatches matches,
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
                    where match.Group.MeetsAtADistance != WantsToMeet(person)
                    select new Way(index[match.Group.GroupId], match.Group.KmFrom ?? 0)
                );
        }

        var carries = await AddPossibleAsync(db, topics, people, ways, options, ct);
        return new([.. people.Zip(ways, (person, hers) => new Waiting(person.Id, hers))], options, carries);
    }

    private static bool WantsToMeet(Interest person) =>
        person.Meeting.Contains("in-person") || person.Meeting.Contains("hybrid");

    // Until proposals are made by the engine: topic or relative, time, language, reach and starters as 4-matching has them.
    private static async Task<int[]> AddPossibleAsync(
        MatchingDb db,
        TopicNames topics,
        List<Interest> people,
        List<List<Way>> ways,
        List<Option> options,
        CancellationToken ct
    )
    {
        var starters = await db.Starters.AsNoTracking().OrderBy(starter => starter.Id).ToListAsync(ct);
        var sites = await SitesAsync(db, people, ct);
        foreach (var topic in people.SelectMany(person => person.Topics).Distinct().Order())
        {
            var related = await topics.RelatedAsync(db, [topic], ct);
            foreach (
                var (time, language) in Groups.Schedule.AllTimes.SelectMany(time =>
                    new[] { (time, "nb"), (time, "en") }
                )
            )
            {
                var could = people
                    .Index()
                    .Where(one =>
                        WantsToMeet(one.Item)
                        && (
                            one.Item.Topics.Length == 0
                            || one.Item.Topics.Any(hers => hers == topic || related.Contains(hers))
                        )
                        && (one.Item.Times.Length == 0 || one.Item.Times.Contains(time))
                        && LanguageTag.Understood(one.Item.Languages).Contains(language)
                    )
                    .ToList();
                var near = sites
                    .Select(site =>
                        (
                            Site: site,
                            People: could
                                .Where(one => site.Km[one.Item.Area] <= one.Item.TravelKm + Policy.KmBeyondReach)
                                .ToList()
                        )
                    )
                    .Where(one => one.People.Count >= Policy.Enough)
                    .OrderByDescending(one => one.People.Count)
                    .ThenBy(one => one.People.Sum(person => one.Site.Km[person.Item.Area]))
                    .ThenBy(one => one.Site.Code, StringComparer.Ordinal)
                    .Take(MostSites);
                foreach (var (site, fitting) in near)
                {
                    var carried = await StartersAsync(db, starters, site, topic, related, language, ct);
                    for (var copy = 0; copy < fitting.Count / Policy.Enough && copy < 2 && carried.Count > 0; copy++)
                    {
                        fitting.ForEach(one => ways[one.Index].Add(new Way(options.Count, site.Km[one.Item.Area])));
                        options.Add(new Option(Policy.Enough, Policy.MostMembers, carried));
                    }
                }
            }
        }

        return [.. starters.Select(starter => starter.GroupsAtATime - starter.GroupsNow)];
    }

    private static async Task<List<int>> StartersAsync(
        MatchingDb db,
        List<Starters.Starter> starters,
        Site site,
        short topic,
        HashSet<short> related,
        string language,
        CancellationToken ct
    )
    {
        var (longitudes, latitudes) = (new[] { site.Longitude }, new[] { site.Latitude });
        var (wanted, close) = (new[] { topic }, related.ToArray());
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var found = await db
            .Database.SqlQuery<Guid>(
                $"""
                select starter as "Value"
                from starters_in_reach({longitudes}, {latitudes}, {wanted}, {close}, {LanguageTag.Understood(
                    [language]
                )}, null, {today}, 100)
                """
            )
            .ToListAsync(ct);
        return found.ConvertAll(id => starters.FindIndex(starter => starter.Id == id));
    }

    // The municipalities where people are, and how far each of their areas is from there.
    private static async Task<List<Site>> SitesAsync(MatchingDb db, List<Interest> people, CancellationToken ct)
    {
        var areas = people.Select(person => person.Area).Distinct().ToArray();
        var rows = await db
            .Database.SqlQuery<Journey>(
                $"""
                select s.code as "Site", s.longitude as "Longitude", s.latitude as "Latitude", a.area as "Area",
                       min(st_distance(st_makepoint(p.longitude, p.latitude)::geography,
                                       st_makepoint(s.longitude, s.latitude)::geography)) / 1000 as "Km"
                from places s, unnest({areas}) as a (area), unnest(municipalities_of(a.area)) as m (number)
                join places p on p.code = 'municipality:' || m.number
                where s.kind = 'municipality' and s.code = any ({areas}) and p.longitude is not null
                group by s.code, s.longitude, s.latitude, a.area
                """
            )
            .ToListAsync(ct);
        return
        [
            .. rows.GroupBy(row => row.Site)
                .Select(site => new Site(
                    site.Key,
                    site.First().Longitude,
                    site.First().Latitude,
                    site.ToDictionary(row => row.Area, row => row.Km)
                )),
        ];
    }

    private sealed record Site(string Code, double Longitude, double Latitude, IReadOnlyDictionary<string, double> Km);

    private sealed record Journey(string Site, double Longitude, double Latitude, string Area, double Km);
}
