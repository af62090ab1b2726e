using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Places;
using Matching.Telemetry;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Matches;

/// <summary>
/// Finds the groups that fit an interest: candidates by PostGIS, then the hard rules and the ranking.
/// </summary>
public sealed class FindMatches(MatchingDb db, TopicNames topics, TimeProvider clock)
{
    /// <summary>How many groups that people meet in are kept for an interest.</summary>
    public const int MostNear = 5;

    /// <summary>How many that meet at a distance are kept beside these.</summary>
    public const int MostAtADistance = 3;

    private const short EveryTopic = 0;
    private const int CandidatesPerTopic = 60;

    // From any point of Norway to any other.
    private const int AcrossNorwayKm = 3000;

    /// <summary>
    /// The best groups, reckoned from these points: what the person typed, for the answer to herself; for all that is
    /// stored or shown to staff, the municipalities of the area that is kept.
    /// </summary>
    public async Task<IReadOnlyList<Ranked>> FromAsync(
        Interest interest,
        IReadOnlyList<Coordinates> points,
        CancellationToken ct
    )
    {
        var (wanted, searched) = await WantedAsync(interest, interest.TravelKm, ct);
        return await BestAsync(wanted, searched, points, ct);
    }

    private async Task<IReadOnlyList<Ranked>> BestAsync(
        Wanted wanted,
        short[] searched,
        IReadOnlyList<Coordinates> points,
        CancellationToken ct
    )
    {
        var ranked = Ranking.Rank(wanted, await CandidatesAsync(points, wanted, searched, ct), clock.Today());
        return
        [
            .. ranked.Where(match => !match.Group.MeetsAtADistance).Take(MostNear),
            .. ranked.Where(match => match.Group.MeetsAtADistance).Take(MostAtADistance),
        ];
    }

    /// <summary>All that fit, best first, of the nearest for each topic.</summary>
    internal async Task<IReadOnlyList<Ranked>> AllAsync(
        Interest interest,
        IReadOnlyList<Coordinates> points,
        CancellationToken ct
    )
    {
        var (wanted, searched) = await WantedAsync(interest, interest.TravelKm, ct);
        return Ranking.Rank(wanted, await CandidatesAsync(points, wanted, searched, ct), clock.Today());
    }

    private async Task<(Wanted Wanted, short[] Searched)> WantedAsync(
        Interest interest,
        int travelKm,
        CancellationToken ct
    )
    {
        var related = await topics.RelatedAsync(db, interest.Topics, ct);
        short[] searched =
            interest.Topics.Length == 0
                ? [EveryTopic]
                : [.. interest.Topics, .. related, await topics.AcrossAsync(db, ct)];
        var today = clock.Today();
        var noes = await db
            .RememberedNoes.Where(no => no.Interest == interest.Id && no.Until >= today)
            .Select(no => no.GroupId)
            .ToListAsync(ct);
        return (Wanted.By(interest, related, noes.ToHashSet()) with { TravelKm = travelKm }, searched);
    }

    /// <summary>
    /// What is wanted, the best groups, and what decides about each of these, whether they fit or not.
    /// </summary>
    /// <param name="points">Of the area that is kept.</param>
    internal async Task<(Wanted Wanted, IReadOnlyList<Ranked> Best, IReadOnlyList<Candidate> Groups)> FactsAsync(
        Interest interest,
        IReadOnlyList<Coordinates> points,
        Guid[] groups,
        CancellationToken ct
    )
    {
        var (wanted, searched) = await WantedAsync(interest, interest.TravelKm, ct);
        var (longitudes, latitudes) = Split(points);
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select group_id as "GroupId", topics as "Topics", form as "Form", languages as "Languages", gender as "Gender",
                       age_bands as "AgeBands", times as "Times", free_places as "FreePlaces", confirmed_on as "ConfirmedOn",
                       km_from as "KmFrom", km_to as "KmTo"
                from group_facts({longitudes}, {latitudes}, {groups}, {clock.Today()})
                """
            )
            .ToListAsync(ct);
        return (wanted, await BestAsync(wanted, searched, points, ct), [.. rows.Select(row => row.ToCandidate())]);
    }

    /// <summary>
    /// The nearest group to travel to that fits in all but the distance; null where no journey is wanted or none is
    /// there.
    /// </summary>
    public async Task<Candidate?> NearestAsync(Interest interest, Coordinates point, CancellationToken ct)
    {
        if (!interest.WantsToMeet)
        {
            return null;
        }

        var (wanted, searched) = await WantedAsync(interest, AcrossNorwayKm, ct);
        return (await CandidatesAsync([point], wanted, searched, ct))
            .Where(group => !group.MeetsAtADistance && HardRules.Broken(wanted, group) is null)
            .MinBy(group => (group.KmFrom, group.GroupId));
    }

    /// <summary>
    /// Replaces the stored matches of an interest by those reckoned from the area that is kept. What changed before
    /// of one that is there already must be saved. Its person sees them at once, so that they count as told.
    /// </summary>
    public async Task StoreAsync(Interest interest, Area area, CancellationToken ct)
    {
        await StoreAsync(interest, await FromAsync(interest, await area.PointsAsync(db, ct), ct), ct);
    }

    /// <summary>
    /// The same for an interest that looks again: what it was matched with stays beside these as long as nothing but a
    /// place is missing.
    /// </summary>
    public async Task StoreAgainAsync(Interest interest, CancellationToken ct)
    {
        var area = await Area.ReadAsync(db, interest.Area, ct);
        var stored = await db
            .Matches.Where(match => match.Interest == interest.Id)
            .Select(match => match.GroupId)
            .ToArrayAsync(ct);
        var (wanted, best, before) = await FactsAsync(interest, await area.PointsAsync(db, ct), stored, ct);
        var still = before
            .Where(group => HardRules.AllBroken(wanted, group).All(rule => rule == HardRules.NoFreePlace))
            .Select(group => Ranking.Explain(wanted, group, clock.Today()));
        await StoreAsync(interest, Ranking.InOrder(best.Concat(still).DistinctBy(match => match.Group.GroupId)), ct);
    }

    private async Task StoreAsync(Interest interest, IReadOnlyList<Ranked> matches, CancellationToken ct)
    {
        var groups = matches.Select(match => match.Group.GroupId).ToArray();

        // A new interest has no matches yet, and was told of nothing.
        if (db.Entry(interest).State == EntityState.Added)
        {
            ToldPair.Add(db, interest.Id, groups);
        }
        else
        {
            await db.Matches.Where(match => match.Interest == interest.Id).ExecuteDeleteAsync(ct);
            await ToldPair.AddNewAsync(db, interest.Id, groups, ct);
        }

        db.Matches.AddRange(matches.Select((match, index) => Match.Of(interest.Id, match, index + 1, clock.Today())));
        interest.MatchedWith(matches.Count);
        Figures.Matched(matches.Count);
    }

    private static (double[] Longitudes, double[] Latitudes) Split(IReadOnlyList<Coordinates> points) =>
        ([.. points.Select(point => point.Longitude)], [.. points.Select(point => point.Latitude)]);

    private async Task<List<Candidate>> CandidatesAsync(
        IReadOnlyList<Coordinates> points,
        Wanted wanted,
        short[] searched,
        CancellationToken ct
    )
    {
        var (longitudes, latitudes) = Split(points);
        var languages = LanguageTag.Understood(wanted.Languages);
        var forms = Enum.GetValues<MeetingForm>()
            .Where(form => HardRules.IsWanted(form, wanted.Meeting))
            .Select(Codes.Of)
            .ToArray();
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select group_id as "GroupId", topics as "Topics", form as "Form", languages as "Languages", gender as "Gender",
                       age_bands as "AgeBands", times as "Times", free_places as "FreePlaces", confirmed_on as "ConfirmedOn",
                       km_from as "KmFrom", km_to as "KmTo"
                from match_candidates({longitudes}, {latitudes}, {wanted.TravelKm}, {searched}, {forms}, {languages},
                                      {Codes.Of(
                    wanted.Gender
                )}, {wanted.AgeBand}::text, {clock.Today()}, {CandidatesPerTopic})
                """
            )
            .ToListAsync(ct);
        return [.. rows.Select(row => row.ToCandidate())];
    }

    private sealed record Row(
        Guid GroupId,
        short[] Topics,
        string Form,
        string[] Languages,
        string Gender,
        string[] AgeBands,
        string? Times,
        int FreePlaces,
        DateOnly ConfirmedOn,
        double? KmFrom,
        double? KmTo
    )
    {
        public Candidate ToCandidate() =>
            new(
                GroupId,
                Topics,
                Codes.Parse<MeetingForm>(Form),
                Languages,
                Codes.Parse<Gender>(Gender),
                AgeBands,
                Times,
                FreePlaces,
                ConfirmedOn,
                KmFrom,
                KmTo
            );
    }
}
