using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Matches;

/// <summary>
/// One group's side of its pairs with many interests, which are judged as each interest's own matches are: by the hard
/// rules and the ranking.
/// </summary>
public sealed class GroupsPairs
{
    private readonly MatchingDb _db;
    private readonly TopicNames _topics;
    private readonly DateOnly _today;
    private readonly Candidate _candidate;
    private readonly Dictionary<string, Range>? _areas;

    private GroupsPairs(
        MatchingDb db,
        TopicNames topics,
        DateOnly today,
        SelfHelpGroup group,
        int freePlaces,
        Dictionary<string, Range>? areas
    )
    {
        (_db, _topics, _today, _areas) = (db, topics, today, areas);
        (Group, FreePlaces) = (group, freePlaces);
        _candidate = Candidate.Of(group, freePlaces);
    }

    /// <summary>As it was read, untracked.</summary>
    public SelfHelpGroup Group { get; }

    /// <summary>Neither taken nor on offer; none where nobody can join.</summary>
    public int FreePlaces { get; }

    /// <summary>Reads a group; null where there is none.</summary>
    public static async Task<GroupsPairs?> ReadAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        Guid id,
        CancellationToken ct
    )
    {
        if (await db.Groups.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } group)
        {
            return null;
        }

        var today = clock.Today();
        var onOffer = await db
            .Database.SqlQuery<int>($"select places_on_offer({id}, {today}) as \"Value\"")
            .SingleAsync(ct);
        var areas = group.Form is MeetingForm.InPerson or MeetingForm.Hybrid
            ? await db
                .Database.SqlQuery<Range>(
                    $"""
                    select area as "Area", km_from as "KmFrom", km_to as "KmTo"
                    from areas_from({group.PublicLongitude}, {group.PublicLatitude})
                    """
                )
                .ToDictionaryAsync(range => range.Area, StringComparer.Ordinal, ct)
            : null;
        var joinable = group.State is GroupState.Forming or GroupState.Open;
        return new(db, topics, today, group, joinable ? group.FreePlaces - onOffer : 0, areas);
    }

    /// <summary>Who waits for it, the oldest first; ids of interests that are not locked yet.</summary>
    public Task<List<Guid>> WaitingAsync(int limit, CancellationToken ct) =>
        _db
            .Database.SqlQuery<Guid>(
                $"""select interest as "Value" from waiting_for_group({Group.Id}, {_today}, {limit}) order by day, lot"""
            )
            .ToListAsync(ct);

    /// <summary>Why it fits each of these interests; those that a rule keeps apart are left out.</summary>
    /// <param name="whateverIsFree">Without asking whether it has a place.</param>
    public async Task<IReadOnlyDictionary<Guid, Ranked>> FitAsync(
        IReadOnlyList<Interest> interests,
        bool whateverIsFree,
        CancellationToken ct
    )
    {
        var ids = interests.Select(interest => interest.Id).ToArray();
        var noes = await _db
            .RememberedNoes.Where(no => no.GroupId == Group.Id && ids.Contains(no.Interest) && no.Until >= _today)
            .Select(no => no.Interest)
            .ToHashSetAsync(ct);
        var fit = new Dictionary<Guid, Ranked>();
        foreach (var interest in interests)
        {
            var related = await _topics.RelatedAsync(_db, interest.Topics, ct);
            var wanted = Wanted.By(
                interest,
                related,
                noes.Contains(interest.Id) ? new HashSet<Guid> { Group.Id } : new HashSet<Guid>()
            );
            var range = _areas?.GetValueOrDefault(interest.Area);
            var candidate = _candidate with
            {
                KmFrom = _areas is null ? null : range?.KmFrom ?? double.MaxValue,
                KmTo = range?.KmTo,
            };
            if (HardRules.AllBroken(wanted, candidate).All(rule => whateverIsFree && rule == HardRules.NoFreePlace))
            {
                fit[interest.Id] = Ranking.Explain(wanted, candidate, _today);
            }
        }

        return fit;
    }

    /// <summary>
    /// Stores it as a match of these interests, which must be locked; those that were not told of it before.
    /// </summary>
    public async Task<HashSet<Guid>> StoreAsync(IReadOnlyDictionary<Guid, Ranked> fit, CancellationToken ct)
    {
        var ids = fit.Keys.ToArray();
        var told = await _db
            .ToldPairs.Where(pair => pair.GroupId == Group.Id && ids.Contains(pair.Interest))
            .Select(pair => pair.Interest)
            .ToListAsync(ct);
        var news = ids.Except(told).ToHashSet();
        _db.Matches.AddRange(fit.Select(pair => Match.Of(pair.Key, pair.Value, rank: 0, _today)));
        _db.ToldPairs.AddRange(news.Select(id => new ToldPair { Interest = id, GroupId = Group.Id }));
        await _db.SaveChangesAsync(ct);
        await RankAsync(ids, ct);
        return news;
    }

    /// <summary>
    /// Judges the stored matches of these interests, which must be locked, anew: those that hold are written with what
    /// is now, the others go. Returns whose match went.
    /// </summary>
    public async Task<IReadOnlyList<Interest>> ReviewAsync(IReadOnlyList<Interest> interests, CancellationToken ct)
    {
        var ids = interests.Select(interest => interest.Id).ToArray();
        var stored = await _db
            .Matches.AsNoTracking()
            .Where(match => match.GroupId == Group.Id && ids.Contains(match.Interest))
            .ToListAsync(ct);
        var fit =
            Group.State == GroupState.Ended
                ? new Dictionary<Guid, Ranked>()
                : await FitAsync(interests, whateverIsFree: true, ct);
        await _db
            .Matches.Where(match => match.GroupId == Group.Id && ids.Contains(match.Interest))
            .ExecuteDeleteAsync(ct);
        _db.Matches.AddRange(
            from match in stored
            where fit.ContainsKey(match.Interest)
            select Match.Of(match.Interest, fit[match.Interest], match.Rank, match.Day)
        );
        await _db.SaveChangesAsync(ct);
        await RankAsync(ids, ct);
        var left = await _db
            .Matches.Where(match => ids.Contains(match.Interest))
            .GroupBy(match => match.Interest)
            .Select(matches => new { matches.Key, Count = matches.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var gone = interests.Where(interest => !fit.ContainsKey(interest.Id)).ToList();
        gone.ForEach(interest => interest.MatchedWith(left.GetValueOrDefault(interest.Id)));
        return gone;
    }

    private Task<int> RankAsync(Guid[] ids, CancellationToken ct) =>
        _db.Database.ExecuteSqlAsync($"select rank_matches({ids})", ct);

    private sealed record Range(string Area, double KmFrom, double KmTo);
}
