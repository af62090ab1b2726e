using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Jobs;
using Matching.Matches;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Cases;

/// <summary>
/// Matches the other way round: a group that could fit more people than before finds who waits for it, the oldest day
/// first and within a day by lot, at most a few for each free place. The person and the body of her case are told; of
/// one pair once. A group that changed loses the matches that hold no more.
/// </summary>
public static class MatchGroups
{
    private const int PerFreePlace = 3;
    private const int Batch = 200;

    /// <summary>Does a round, and returns how many groups it looked at.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var (db, clock) = (services.GetRequiredService<MatchingDb>(), services.GetRequiredService<TimeProvider>());
        var longest = services.GetRequiredService<IOptions<JobOptions>>().Value.LongestRound;
        var flagged = await db
            .Groups.Where(group => group.ToMatch)
            .OrderBy(group => group.Id)
            .Select(group => group.Id)
            .ToListAsync(ct);
        var (begun, done) = (clock.GetTimestamp(), 0);
        foreach (var group in flagged)
        {
            await MatchAsync(services, db, group, ct);
            done++;
            if (clock.GetElapsedTime(begun) > longest)
            {
                await db.EnqueueAsync("match-groups", null, clock.GetUtcNow(), ct);
                break;
            }
        }

        return done;
    }

    /// <summary>One group: its old matches in batches, then who waits, in one short transaction.</summary>
    internal static async Task MatchAsync(IServiceProvider services, MatchingDb db, Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var version = await db
            .Database.SqlQuery<string>($"select xmin::text as \"Value\" from groups where id = {id}")
            .SingleOrDefaultAsync(ct);
        var (topics, clock) = (services.GetRequiredService<TopicNames>(), services.GetRequiredService<TimeProvider>());
        if (version is null || await GroupsPairs.ReadAsync(db, topics, clock, id, ct) is not { } pairs)
        {
            return;
        }

        if (pairs.Group.ToReview)
        {
            await ReviewAsync(db, pairs, ct);
        }

        db.ChangeTracker.Clear();
        var limit = PerFreePlace * pairs.FreePlaces;
        var waiting = limit > 0 ? await pairs.WaitingAsync(limit, ct) : [];
        var matched = limit > 0 ? await MatchedAsync(db, id, limit, ct) : [];
        await LockedInterest.PlaceAgainAsync(db, [.. matched], ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var bodies = await MatchAsync(services, db, pairs, waiting, ct);

        // Not where it was changed meanwhile: the next round looks again.
        await db.Database.ExecuteSqlAsync(
            $"update groups set to_match = false, to_review = false where id = {id} and xmin::text = {version}",
            ct
        );
        var news = services.GetRequiredService<News>();
        if (bodies.Count > 0)
        {
            await news.TellPeopleAsync(ct);
            await news.TellBodiesAsync(bodies, ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<IReadOnlyList<Guid>> MatchAsync(
        IServiceProvider services,
        MatchingDb db,
        GroupsPairs pairs,
        List<Guid> waiting,
        CancellationToken ct
    )
    {
        if (waiting.Count == 0)
        {
            return [];
        }

        // Locked, and asked again: another round, or the person, may have been faster.
        var (id, today) = (pairs.Group.Id, services.GetRequiredService<TimeProvider>().Today());
        var locked = await LockedInterest.AllAsync(db, [.. waiting], ct);
        var already = await db
            .Matches.Where(match => match.GroupId == id && waiting.Contains(match.Interest))
            .Select(match => match.Interest)
            .ToListAsync(ct);
        var looking = locked.Where(interest => interest.LooksOn(today) && !already.Contains(interest.Id)).ToList();
        var fit = await pairs.FitAsync(looking, whateverIsFree: false, ct);
        var told = await pairs.StoreAsync(fit, ct);
        foreach (var interest in looking.Where(interest => fit.ContainsKey(interest.Id)))
        {
            interest.MatchedWith(fit.Count);
            interest.ToPlace = true;
            if (told.Contains(interest.Id))
            {
                interest.News();
            }
        }

        // A case that was closed since there was no group has one now.
        var work = services.GetRequiredService<CaseWork>();
        var cases = await db.Cases.Where(row => told.Contains(row.Interest)).ToListAsync(ct);
        foreach (var @case in cases.Where(row => row.State == CaseState.Closed))
        {
            await work.BeginAnewAsync(@case, CaseEvent.Reopened, ct);
        }

        await db.SaveChangesAsync(ct);
        return [.. cases.Select(row => row.Body)];
    }

    // Those who know of it already, whose turn may come by what is free now.
    private static Task<List<Guid>> MatchedAsync(MatchingDb db, Guid id, int limit, CancellationToken ct) =>
        (
            from match in db.Matches
            join interest in db.Interests on match.Interest equals interest.Id
            where match.GroupId == id && !interest.ToPlace && Interest.Looking.Contains(interest.State)
            orderby interest.Day, interest.Lot
            select interest.Id
        )
            .Take(limit)
            .ToListAsync(ct);

    private static async Task ReviewAsync(MatchingDb db, GroupsPairs pairs, CancellationToken ct)
    {
        var id = pairs.Group.Id;
        for (var last = Guid.Empty; ; )
        {
            var ids = await db
                .Matches.Where(match => match.GroupId == id && match.Interest > last)
                .OrderBy(match => match.Interest)
                .Select(match => match.Interest)
                .Take(Batch)
                .ToArrayAsync(ct);
            if (ids.Length == 0)
            {
                return;
            }

            last = ids[^1];
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var gone = await pairs.ReviewAsync(await LockedInterest.AllAsync(db, ids, ct), ct);
            foreach (var interest in gone.Where(interest => interest.IsLooking))
            {
                interest.ToPlace = true;
            }

            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }
}
