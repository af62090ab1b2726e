using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Places;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Matches;

/// <summary>Finds the groups that fit an interest: candidates by PostGIS, then the hard rules and the ranking.</summary>
public sealed class FindMatches(MatchingDb db, TopicNames topics, TimeProvider clock)
{
    /// <summary>How many groups that people meet in are kept for an interest.</summary>
    public const int MostNear = 5;

    /// <summary>How many that meet at a distance are kept beside these.</summary>
    public const int MostAtADistance = 3;

    private const short EveryTopic = 0;
    private const int CandidatesPerTopic = 60;

    /// <summary>
    /// The best groups, reckoned from these points: what the person typed, for the answer to herself; for all that is stored
    /// or shown to staff, the municipalities of the area that is kept.
    /// </summary>
    public async Task<IReadOnlyList<Ranked>> FromAsync(Interest interest, IReadOnlyList<Coordinates> points, CancellationToken ct)
    {
        var all = await topics.AllAsync(db, ct);
        var related = all.Values
            .Where(topic => interest.Topics.Contains(topic.Parent ?? 0) || interest.Topics.Any(wanted => all[wanted].Parent == topic.Id))
            .Select(topic => topic.Id)
            .Except(interest.Topics)
            .ToHashSet();
        short[] searched = interest.Topics.Length == 0
            ? [EveryTopic]
            : [.. interest.Topics, .. related, all.Values.Single(topic => topic.Slug == Topic.Across).Id];
        var today = clock.Today();
        var noes = await db.RememberedNoes
            .Where(no => no.Interest == interest.Id && no.Until >= today)
            .Select(no => no.GroupId)
            .ToListAsync(ct);
        var wanted = new Wanted(
            interest.Topics, related, interest.TravelKm, interest.Meeting, interest.Languages, interest.Times,
            interest.Gender, interest.AgeBand, noes.ToHashSet());
        var ranked = Ranking.Rank(wanted, await CandidatesAsync(points, interest.TravelKm, searched, today, ct), today);
        return
        [
            .. ranked.Where(match => !match.Group.MeetsAtADistance).Take(MostNear),
            .. ranked.Where(match => match.Group.MeetsAtADistance).Take(MostAtADistance),
        ];
    }

    /// <summary>Replaces the stored matches of an interest by those reckoned from the area that is kept.</summary>
    public async Task StoreAsync(Interest interest, Area area, CancellationToken ct)
    {
        var codes = area.Municipalities.Select(number => "municipality:" + number).ToList();
        var places = await db.Places.AsNoTracking().Where(place => codes.Contains(place.Code)).ToListAsync(ct);
        var matches = await FromAsync(interest, [.. places.Select(place => place.Point).OfType<Coordinates>()], ct);
        await db.Matches.Where(match => match.Interest == interest.Id).ExecuteDeleteAsync(ct);
        db.Matches.AddRange(matches.Select((match, index) => new Match
        {
            Interest = interest.Id,
            GroupId = match.Group.GroupId,
            Rank = index + 1,
            KmFrom = match.Group.KmFrom,
            KmTo = match.Group.KmTo,
            Reasons = [.. match.Reasons],
            Day = clock.Today(),
        }));
        interest.MatchedWith(matches.Count);
    }

    private async Task<List<Candidate>> CandidatesAsync(
        IReadOnlyList<Coordinates> points, int travelKm, short[] searched, DateOnly today, CancellationToken ct)
    {
        var longitudes = points.Select(point => point.Longitude).ToArray();
        var latitudes = points.Select(point => point.Latitude).ToArray();
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            select group_id as "GroupId", topics as "Topics", form as "Form", languages as "Languages", gender as "Gender",
                   age_bands as "AgeBands", times as "Times", free_places as "FreePlaces", confirmed_on as "ConfirmedOn",
                   state as "State", km_from as "KmFrom", km_to as "KmTo"
            from match_candidates({longitudes}, {latitudes}, {travelKm}, {searched}, {today}, {CandidatesPerTopic})
            """).ToListAsync(ct);
        return [.. rows.Select(row => row.ToCandidate())];
    }

    private sealed record Row(
        Guid GroupId, short[] Topics, string Form, string[] Languages, string Gender, string[] AgeBands, string? Times,
        int FreePlaces, DateOnly ConfirmedOn, string State, double? KmFrom, double? KmTo)
    {
        public Candidate ToCandidate() => new(
            GroupId, Topics, Codes.Parse<Groups.MeetingForm>(Form), Languages, Codes.Parse<Groups.Gender>(Gender), AgeBands, Times,
            FreePlaces, ConfirmedOn, Codes.Parse<Groups.GroupState>(State), KmFrom, KmTo);
    }
}
