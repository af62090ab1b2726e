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
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Proposals;

/// <summary>
/// The round that finds a place for those whose chances changed, the oldest first: a place in a group near; where none
/// is left, a part in a proposal; else they wait on, and count for whoever comes next. Each write is a short
/// transaction of its own that asks again whether it still holds.
/// </summary>
public static class PlaceWaiting
{
    private const int Batch = 64;

    /// <summary>Does a round, and returns how many interests it looked at.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        await services.GetRequiredService<Ground>().LookAsync(ct);
        await services.GetRequiredService<ReviewProposals>().RunAsync(ct);
        var clock = services.GetRequiredService<TimeProvider>();
        var longest = services.GetRequiredService<IOptions<JobOptions>>().Value.LongestRound;
        var (begun, looked) = (clock.GetTimestamp(), 0);
        var last = new Flagged(Guid.Empty, DateOnly.MinValue, Guid.Empty, "");
        while (await NextAsync(db, last, ct) is { Count: > 0 } flagged)
        {
            await PlaceAsync(services, db, flagged, () => clock.GetElapsedTime(begun) > longest, ct);
            (last, looked) = (flagged[^1], looked + flagged.Count);
            if (clock.GetElapsedTime(begun) > longest)
            {
                await db.EnqueueAsync("place-waiting", null, clock.GetUtcNow(), ct);
                break;
            }
        }

        return looked;
    }

    private static Task<List<Flagged>> NextAsync(MatchingDb db, Flagged last, CancellationToken ct) =>
        db
            .Database.SqlQuery<Flagged>(
                $"""
                select id as "Id", day as "Day", lot as "Lot", xmin::text as "Version"
                from interests
                where to_place and (day, lot) > ({last.Day}, {last.Lot})
                order by day, lot
                limit {Batch}
                """
            )
            .ToListAsync(ct);

    private static async Task PlaceAsync(
        IServiceProvider services,
        MatchingDb db,
        List<Flagged> flagged,
        Func<bool> isOver,
        CancellationToken ct
    )
    {
        var today = services.GetRequiredService<TimeProvider>().Today();
        var ids = flagged.ConvertAll(one => one.Id);
        var (places, groups) = await PlanAsync(services, db, ids, ct);
        await services.GetRequiredService<OfferPlanned>().RunAsync(places, ct);
        db.ChangeTracker.Clear();
        var people = await db
            .Interests.AsNoTracking()
            .Where(one => ids.Contains(one.Id))
            .ToDictionaryAsync(one => one.Id, ct);
        var free = await ProposalMember.FreeAsync(db, ids, ct);
        var sure = await SureAsync(db, places, ct);
        var without = new List<(Interest Person, string Version)>();
        foreach (var flag in flagged.Where(flag => people.ContainsKey(flag.Id)))
        {
            var person = people[flag.Id];
            var counts =
                person.LooksOn(today) && person.WantsToMeet && !sure.Contains(person.Id) && free.Contains(person.Id);
            if (await MarkAsync(db, flag, counts, ct) is { } version && counts)
            {
                without.Add((person, version));
            }
        }

        var (join, propose) = (
            services.GetRequiredService<JoinProposal>(),
            services.GetRequiredService<ProposeGroups>()
        );
        foreach (var (group, members) in groups)
        {
            await propose.ProposeAsync(group, members, ct);
        }

        var left = await ProposalMember.FreeAsync(db, ids, ct);
        foreach (var (person, version) in without.Where(one => left.Contains(one.Person.Id)))
        {
            // Whoever is not looked at any more stays flagged.
            if (isOver())
            {
                return;
            }

            // Groups that could be among several were planned together above.
            if (!await join.ForAsync(person, ct) && flagged.Count == 1)
            {
                await propose.AroundAsync(person, ct);
            }

            await db.Database.ExecuteSqlAsync(
                $"update interests set to_place = false where id = {person.Id} and xmin::text = {version}",
                ct
            );
        }
    }

    // Several at once are planned together, with the groups that could be among them; one alone takes what is there.
    private static async Task<PlacesAndGroups> PlanAsync(
        IServiceProvider services,
        MatchingDb db,
        List<Guid> ids,
        CancellationToken ct
    )
    {
        var today = services.GetRequiredService<TimeProvider>().Today();
        var could = CouldBe.None;
        if (ids.Count > 1)
        {
            var free = await ProposalMember.FreeAsync(db, ids, ct);
            var people = await db
                .Interests.AsNoTracking()
                .Where(one => free.Contains(one.Id))
                .OrderBy(one => one.Day)
                .ThenBy(one => one.Lot)
                .ToListAsync(ct);
            could = await services
                .GetRequiredService<ProposeGroups>()
                .CouldAsync(people.FindAll(one => one.LooksOn(today) && one.WantsToMeet), ct);
        }

        return await services.GetRequiredService<PlacesInGroups>().PlanAsync(ids, could, ct);
    }

    // What nobody has offered keeps her from a proposal only where it is about her topic, and within her reach wherever
    // in her area she is: a group across topics, or one at the other end of a county, may never be offered to her.
    private static async Task<HashSet<Guid>> SureAsync(
        MatchingDb db,
        IReadOnlyDictionary<Guid, PlannedPlace> places,
        CancellationToken ct
    )
    {
        var matches = await (
            from match in db.Matches
            join interest in db.Interests on match.Interest equals interest.Id
            where places.Keys.Contains(interest.Id) && match.KmTo <= interest.TravelKm
            select match
        )
            .AsNoTracking()
            .ToListAsync(ct);
        return
        [
            .. matches
                .Where(match => places[match.Interest].GroupId == match.GroupId)
                .Where(match => !match.Reasons.Contains(Reason.TopicAcross))
                .Select(match => match.Interest),
        ];
    }

    // Whatever changed since it was read stays flagged for the next round. One that counts keeps its flag until it is
    // known whether a group could be.
    private static async Task<string?> MarkAsync(MatchingDb db, Flagged flag, bool counts, CancellationToken ct) =>
        (
            await db
                .Database.SqlQuery<string>(
                    $"""
                    update interests set to_place = {counts}, without_place = {counts}
                    where id = {flag.Id} and xmin::text = {flag.Version}
                    returning xmin::text as "Value"
                    """
                )
                .ToListAsync(ct)
        ).SingleOrDefault();

    private sealed record Flagged(Guid Id, DateOnly Day, Guid Lot, string Version);
}
