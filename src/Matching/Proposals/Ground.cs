using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// What planning asks of the modules beside it, asked once for each round: who covers a meeting place and by which
/// policy, how topics go together, who and what is near.
/// </summary>
public sealed class Ground(MatchingDb db, TopicNames names, TimeProvider clock)
{
    /// <summary>How many who wait are looked at around one person.</summary>
    public const int MostNeighbours = 60;

    private const int MostSites = 200;
    private const int MostStarters = 10;

    private static readonly HashSet<short> NoTopics = [];

    private readonly Dictionary<(string Area, int Km), IReadOnlyList<Site>> _sites = [];
    private readonly Dictionary<(string Municipality, short? Topic, double? Share), Guid> _bodies = [];
    private readonly Dictionary<short, IReadOnlySet<short>> _related = [];
    private Dictionary<Guid, Policy> _policies = [];

    /// <summary>Fewer than this make a group nowhere.</summary>
    public int LeastEnough { get; private set; }

    /// <summary>Nobody asks people to travel farther beyond their reach.</summary>
    public int MostBeyond { get; private set; }

    private bool MergesAcross { get; set; }

    /// <summary>Must be called first: what bodies decided for themselves.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        _policies = await db
            .Bodies.AsNoTracking()
            .Select(body => new { body.Id, body.Policy })
            .ToDictionaryAsync(row => row.Id, row => row.Policy, ct);
        LeastEnough = _policies.Values.Min(policy => policy.Enough);
        MostBeyond = _policies.Values.Max(policy => policy.KmBeyondReach);
        MergesAcross = _policies.Values.Any(policy => policy.MergeAcross);
        foreach (var topic in (await names.AllAsync(db, ct)).Keys)
        {
            _related[topic] = await names.RelatedAsync(db, [topic], ct);
        }
    }

    /// <summary>The policy of a body.</summary>
    public Policy PolicyOf(Guid body) => _policies[body];

    /// <summary>Close relatives of a topic; of none, none.</summary>
    public IReadOnlySet<short> RelatedTo(short? topic) => topic is { } one ? _related[one] : NoTopics;

    /// <summary>
    /// Whether somebody could be in a group about a topic, so many km from her, by the policy of its body.
    /// </summary>
    /// <param name="topic">Null: across topics.</param>
    public bool Suits(Interest person, short? topic, double km, Policy policy) =>
        person.WantsToMeet
        && person.Reaches(km, policy.KmBeyondReach)
        && Profile.Takes(person, topic, RelatedTo(topic), policy);

    /// <summary>
    /// The body that covers a meeting place for these people: one that is large enough to hide the rarest of them in.
    /// </summary>
    public async Task<Guid> BodyAsync(
        string municipality,
        short? topic,
        IEnumerable<Interest> people,
        CancellationToken ct
    )
    {
        double? share = null;
        foreach (var person in people.Where(person => !person.TellLocal))
        {
            var hers = await Shares.OfAsync(
                db,
                names,
                person.Topics,
                person.Gender,
                person.AgeBand,
                person.Languages,
                ct
            );
            share = Math.Min(share ?? 1, hers);
        }

        var key = (municipality, topic, share);
        if (!_bodies.TryGetValue(key, out var body))
        {
            var route = await Routing.FindAsync(
                db,
                "municipality:" + municipality,
                topic is { } one ? [one] : [],
                share,
                clock.Today(),
                ct
            );
            _bodies[key] = body = route.Body;
        }

        return body;
    }

    /// <summary>Others without a place near who could meet with somebody, in their turn.</summary>
    public async Task<IReadOnlyList<Interest>> NeighboursAsync(Interest person, CancellationToken ct)
    {
        // Of two with different relatives of one topic, that topic is what they could meet about.
        short[] near = [.. person.Topics.Union(person.Topics.SelectMany(topic => _related[topic]))];
        short[] topics = [.. near.Union(near.SelectMany(topic => _related[topic]))];
        var alike = await NeighboursAsync(person, topics, across: false, ct);
        return MergesAcross && person.Topics.Length > 0
            ? [.. alike.UnionBy(await NeighboursAsync(person, topics, across: true, ct), one => one.Id)]
            : alike;
    }

    /// <summary>Places where somebody could meet others, nearest first.</summary>
    public async Task<IReadOnlyList<Site>> SitesAsync(Interest person, CancellationToken ct)
    {
        var key = (person.Area, Km: person.TravelKm + MostBeyond);
        if (!_sites.TryGetValue(key, out var sites))
        {
            _sites[key] = sites = await db
                .Database.SqlQuery<Site>(
                    $"""
                    select code as "Code", municipality as "Municipality", longitude as "Longitude",
                           latitude as "Latitude", house as "House"
                    from meeting_sites({key.Area}, {key.Km}, {MostSites})
                    """
                )
                .ToListAsync(ct);
        }

        return sites;
    }

    /// <summary>All journeys between areas and sites.</summary>
    public async Task<Journeys> JourneysAsync(
        IEnumerable<string> areas,
        IEnumerable<string> sites,
        CancellationToken ct
    )
    {
        var (from, to) = (areas.Distinct().ToArray(), sites.Distinct().ToArray());
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select area as "Area", place as "Site", km_from as "KmFrom", km_to as "KmTo" from journeys({from}, {to})
                """
            )
            .ToListAsync(ct);
        return new(rows.ToDictionary(row => (row.Area, row.Site), row => Journey.Of(row.KmFrom, row.KmTo)));
    }

    /// <summary>The starters who could carry a group at a site, nearest first, and how many each could still.</summary>
    public async Task<IReadOnlyList<(Guid Starter, int Carries)>> StartersAsync(
        Site site,
        short? topic,
        string[] languages,
        CancellationToken ct
    )
    {
        short[] topics = topic is { } one ? [one] : [];
        short[] related = [.. RelatedTo(topic)];
        double[] longitudes = [site.Longitude];
        double[] latitudes = [site.Latitude];
        var rows = await db
            .Database.SqlQuery<Free>(
                $"""
                select r.starter as "Starter", s.groups_at_a_time - starter_load(s.id, s.groups_now) as "Carries"
                from starters_in_reach({longitudes}, {latitudes}, {topics}, {related}, {LanguageTag.Understood(
                    languages
                )}, null, {clock.Today()}, {MostStarters}) r
                join starters s on s.id = r.starter
                """
            )
            .ToListAsync(ct);
        return [.. rows.Select(row => (row.Starter, row.Carries))];
    }

    private async Task<List<Interest>> NeighboursAsync(
        Interest person,
        short[] topics,
        bool across,
        CancellationToken ct
    )
    {
        var languages = LanguageTag.Understood(person.Languages);
        return await db
            .Interests.FromSql(
                $"""
                select i.* from interests i
                where i.id in (select interest from waiting_neighbours(
                    {person.Id}, {person.Area}, {person.TravelKm}, {MostBeyond}, {topics}, {across}, {languages},
                    {person.Times}, {clock.Today()}, {MostNeighbours}))
                """
            )
            .AsNoTracking()
            .OrderBy(one => one.Day)
            .ThenBy(one => one.Lot)
            .ToListAsync(ct);
    }

    private sealed record Row(string Area, string Site, double KmFrom, double KmTo);

    private sealed record Free(Guid Starter, int Carries);
}
