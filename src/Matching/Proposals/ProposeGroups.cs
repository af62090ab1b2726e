using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// For somebody without a place near: a part in an undecided proposal that she fits; else a new one, where enough who
/// wait near could meet with her.
/// </summary>
public sealed class ProposeGroups(MatchingDb db, Ground ground, News news, TimeProvider clock)
{
    private const int MostProposals = 100;

    // More would take a round longer than its job may.
    private const int MostTogether = 160;

    /// <summary>A part in an undecided proposal; false where she fits none.</summary>
    public async Task<bool> JoinAsync(Interest person, CancellationToken ct) =>
        await JoinAsync(person, await ground.SitesAsync(person, ct), ct);

    /// <summary>Looks for either; false where she waits on.</summary>
    public async Task<bool> ForAsync(Interest person, CancellationToken ct)
    {
        var sites = await ground.SitesAsync(person, ct);
        if (await JoinAsync(person, sites, ct))
        {
            return true;
        }

        var neighbours = await ground.NeighboursAsync(person, ct);
        if (neighbours.Count + 1 < ground.LeastEnough)
        {
            return false;
        }

        var journeys = await ground.JourneysAsync(
            neighbours.Append(person).Select(one => one.Area),
            sites.Select(site => site.Code),
            ct
        );
        var noes = await NoesAsync([.. neighbours.Append(person).Select(one => one.Id)], ct);
        var options = await new GroupsThatCouldBe(ground, noes).AroundAsync(person, neighbours, sites, journeys, ct);
        var starters = new List<IReadOnlyList<(Guid Starter, int Carries)>>();
        foreach (var option in options)
        {
            starters.Add(await ground.StartersAsync(option.Site, option.Topic, option.Languages, ct));
        }

        // Those that somebody could carry come first; then, marked so, those that nobody could yet.
        var placed = new HashSet<Guid>();
        foreach (var without in new[] { false, true })
        {
            var could = options
                .Zip(starters)
                .Where(pair => without || pair.Second.Count > 0 || pair.First.Policy.StartersLeast == 0)
                .ToList();
            foreach (var (option, members) in Best(could, placed, without, journeys))
            {
                if (await ProposeAsync(option, members, ct))
                {
                    placed.UnionWith(members.Select(member => member.Id));
                }
            }
        }

        return placed.Contains(person.Id);
    }

    /// <summary>The groups that could be around each of these, with one another and those who wait near.</summary>
    internal async Task<CouldBe> CouldAsync(IReadOnlyList<Interest> people, CancellationToken ct)
    {
        var (near, sites) = (new Dictionary<Guid, List<Interest>>(), new Dictionary<Guid, IReadOnlyList<Site>>());
        foreach (var person in people)
        {
            var neighbours = await ground.NeighboursAsync(person, ct);
            near[person.Id] = [.. people.Where(one => one.Id != person.Id).UnionBy(neighbours, one => one.Id)];
            sites[person.Id] = await ground.SitesAsync(person, ct);
        }

        var all = near.Values.SelectMany(some => some).DistinctBy(one => one.Id).ToList();
        if (all.Count < ground.LeastEnough)
        {
            return CouldBe.None;
        }

        var codes = sites.Values.SelectMany(some => some.Select(site => site.Code));
        var journeys = await ground.JourneysAsync(all.Select(one => one.Area), codes, ct);
        var could = new GroupsThatCouldBe(ground, await NoesAsync([.. all.Select(one => one.Id)], ct));
        var (found, seen) = (new List<(GroupThatCouldBe, IReadOnlyList<(Guid, int)>)>(), new HashSet<string>());
        foreach (var person in people)
        {
            var around = await could.AroundAsync(person, near[person.Id], sites[person.Id], journeys, ct);
            foreach (var one in around)
            {
                if (seen.Add($"{one.Topic} {one.Site.Code} {string.Join(' ', one.People.Select(other => other.Id))}"))
                {
                    found.Add((one, await ground.StartersAsync(one.Site, one.Topic, one.Languages, ct)));
                }
            }
        }

        return new([.. found.OrderByDescending(one => one.Item1.People.Count).Take(MostTogether)], journeys);
    }

    private static IEnumerable<(GroupThatCouldBe Option, List<Interest> Members)> Best(
        List<(GroupThatCouldBe Option, IReadOnlyList<(Guid Starter, int Carries)> Starters)> could,
        HashSet<Guid> placed,
        bool without,
        Journeys journeys
    )
    {
        var carries = could
            .SelectMany(pair => pair.Starters)
            .DistinctBy(starter => starter.Starter)
            .OrderBy(starter => starter.Starter)
            .ToList();
        var options = could.ConvertAll(pair => new Option(
            pair.Option.Policy.Enough,
            pair.Option.Policy.MostMembers,
            without || pair.Option.Policy.StartersLeast == 0
                ? []
                : [.. pair.Starters.Select(starter => carries.FindIndex(one => one.Starter == starter.Starter))]
        ));
        var people = could
            .SelectMany(pair => pair.Option.People)
            .DistinctBy(one => one.Id)
            .Where(one => !placed.Contains(one.Id))
            .OrderBy(one => one.Day)
            .ThenBy(one => one.Lot)
            .ToList();
        var plan = Plan.Best(
            people.ConvertAll(one => new Waiting(
                one.Id,
                [
                    .. could
                        .Select((pair, index) => (pair.Option, index))
                        .Where(pair => pair.Option.People.Any(other => other.Id == one.Id))
                        .Select(pair => new Way(pair.index, journeys.Km(one.Area, pair.Option.Site.Code))),
                ]
            )),
            options,
            carries.ConvertAll(starter => starter.Carries)
        );
        return
        [
            .. people
                .Zip(plan)
                .Where(pair => pair.Second is not null)
                .GroupBy(pair => pair.Second!.Value, pair => pair.First)
                .Select(group => (could[group.Key].Option, group.ToList())),
        ];
    }

    /// <summary>Proposes a planned group, if it still can be; whether it is proposed.</summary>
    internal async Task<bool> ProposeAsync(GroupThatCouldBe option, List<Interest> planned, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await LockedProposal.LockAsync(db, planned.Select(one => one.Id), ct);
        var free = await FreeAsync([.. locked.Keys], ct);
        List<Interest> members =
        [
            .. planned
                .Where(one => locked.TryGetValue(one.Id, out var now) && now.Area == one.Area && free.Contains(one.Id))
                .Select(one => locked[one.Id])
                .Where(one => one is { IsLooking: true, WithoutPlace: true } && one.KeptUntil >= today),
        ];
        if (members.Count < option.Policy.Enough)
        {
            return false;
        }

        var sites = await SitesOfAsync(members, ct);
        var journeys = await ground.JourneysAsync(
            members.Select(member => member.Area),
            sites.Select(site => site.Code),
            ct
        );
        if (await PlaceOf(option.Topic, members, sites, journeys, ct) is not { } found)
        {
            return false;
        }

        var (site, body, profile) = found;
        var starters = await ground.StartersAsync(site, option.Topic, profile.Languages, ct);
        var proposal = new Proposal
        {
            Id = RandomId.New(),
            Body = body,
            Day = today,
            Topics = option.Topic is { } topic ? [topic] : [],
            WithoutStarter = starters.Count == 0,
        };
        proposal.MeetAt(site);
        proposal.Agree(profile);
        if (await WasDeclinedAsync(proposal, members, ct))
        {
            return false;
        }

        db.Proposals.Add(proposal);
        foreach (var (member, index) in members.Select((member, index) => (member, index)))
        {
            Add(proposal, member, index + 1, journeys.Of(member.Area, site.Code));
        }

        await db.SaveChangesAsync(ct);
        await news.TellBodyAsync(body, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // The place that keeps the longest journey shortest, among those where the body that covers it would take these.
    private async Task<(Site Site, Guid Body, Profile Profile)?> PlaceOf(
        short? topic,
        List<Interest> members,
        IEnumerable<Site> sites,
        Journeys journeys,
        CancellationToken ct
    )
    {
        var noes = await NoesAsync([.. members.Select(member => member.Id)], ct);
        foreach (var site in journeys.Best(sites, [.. members.Select(member => member.Area)]))
        {
            var body = await ground.BodyAsync(site.Municipality, topic, members, ct);
            var policy = ground.PolicyOf(body);
            if (
                members.Count >= policy.Enough
                && members.Count <= policy.MostMembers
                && members.All(member =>
                    !noes.Against(member.Id, topic, journeys.Km(member.Area, site.Code))
                    && journeys.Km(member.Area, site.Code) <= member.TravelKm + policy.KmBeyondReach
                    && Profile.Takes(member, topic, ground.RelatedTo(topic), policy)
                )
                && Profile.Of(members, policy) is { } profile
            )
            {
                return (site, body, profile);
            }
        }

        return null;
    }

    // A place must be in everybody's reach: those in reach of the one who knows best where she is, and travels least.
    private Task<IReadOnlyList<Site>> SitesOfAsync(IEnumerable<Interest> members, CancellationToken ct) =>
        ground.SitesAsync(
            members
                .OrderBy(member => !member.Area.StartsWith("municipality:", StringComparison.Ordinal))
                .ThenBy(member => member.TravelKm)
                .First(),
            ct
        );

    private async Task<bool> JoinAsync(Interest person, IReadOnlyList<Site> sites, CancellationToken ct)
    {
        var municipalities = sites.Select(site => site.Municipality).Distinct().ToList();
        var undecided = await db
            .Proposals.AsNoTracking()
            .Where(row => row.State == ProposalState.Open || row.State == ProposalState.Waiting)
            .Where(row => municipalities.Contains(row.Municipality))
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Id)
            .Take(MostProposals)
            .ToListAsync(ct);
        if (undecided.Count == 0)
        {
            return false;
        }

        var journeys = await ground.JourneysAsync([person.Area], undecided.Select(row => row.Place), ct);
        foreach (
            var proposal in undecided
                .OrderBy(row => !row.Topics.Intersect(person.Topics).Any())
                .ThenBy(row => journeys.Km(person.Area, row.Place))
        )
        {
            var policy = ground.PolicyOf(proposal.Body);
            if (
                Profile.Takes(person, proposal.Topic, ground.RelatedTo(proposal.Topic), policy)
                && journeys.Km(person.Area, proposal.Place) <= person.TravelKm + policy.KmBeyondReach
                && await JoinAsync(proposal.Id, person, ct)
            )
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> JoinAsync(Guid id, Interest person, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (
            await LockedProposal.FindAsync(db, id, ct, person.Id) is not { Proposal.IsUndecided: true } locked
            || !locked.Interests.TryGetValue(person.Id, out var joining)
            || joining is not { IsLooking: true, WithoutPlace: true }
            || joining.KeptUntil < clock.Today()
            || !Profile.WantsToMeet(joining)
            || !(await FreeAsync([person.Id], ct)).Contains(person.Id)
        )
        {
            return false;
        }

        var proposal = locked.Proposal;
        var policy = ground.PolicyOf(proposal.Body);
        List<Interest> all = [.. locked.Live.Select(pair => pair.Interest), joining];
        if (
            all.Count > policy.MostMembers
            || !Profile.Takes(joining, proposal.Topic, ground.RelatedTo(proposal.Topic), policy)
            || Profile.Of(all, policy) is not { } profile
            || await ground.BodyAsync(proposal.Municipality, proposal.Topic, all, ct) != proposal.Body
        )
        {
            return false;
        }

        var journeys = await ground.JourneysAsync([joining.Area], [proposal.Place], ct);
        var km = journeys.Km(joining.Area, proposal.Place);
        if (
            km > joining.TravelKm + policy.KmBeyondReach
            || (await NoesAsync([joining.Id], ct)).Against(joining.Id, proposal.Topic, km)
        )
        {
            return false;
        }

        proposal.Agree(profile);
        if (locked.Members.SingleOrDefault(member => member.Interest == person.Id) is { } before)
        {
            before.Live = true;
            (joining.ToPlace, joining.WithoutPlace) = (false, false);
        }
        else
        {
            var last = locked.Members.Select(member => member.Number).DefaultIfEmpty().Max();
            Add(proposal, joining, last + 1, journeys.Of(joining.Area, proposal.Place));
        }

        await db.SaveChangesAsync(ct);
        await MoveAsync(proposal, all, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>
    /// Chooses the place anew for those who are in it now; it moves only where that shortens the longest journey.
    /// </summary>
    public async Task MoveAsync(Proposal proposal, List<Interest> members, CancellationToken ct)
    {
        var sites = await SitesOfAsync(members, ct);
        var journeys = await ground.JourneysAsync(
            members.Select(member => member.Area),
            sites.Select(site => site.Code).Append(proposal.Place),
            ct
        );
        if (
            await PlaceOf(proposal.Topic, members, sites, journeys, ct) is { } found
            && members.Max(one => journeys.Km(one.Area, found.Site.Code))
                < members.Max(one => journeys.Km(one.Area, proposal.Place))
        )
        {
            proposal.MeetAt(found.Site);
            proposal.Agree(found.Profile);
            if (proposal.Body != found.Body)
            {
                proposal.Body = found.Body;
                await news.TellBodyAsync(found.Body, ct);
            }
        }

        await MeasureAsync(proposal, members, journeys, ct);
    }

    /// <summary>Writes what it costs each in km.</summary>
    public async Task MeasureAsync(Proposal proposal, List<Interest> members, Journeys journeys, CancellationToken ct)
    {
        var areas = members.ToDictionary(member => member.Id, member => member.Area);
        var rows = await db
            .ProposalMembers.Where(member => member.Proposal == proposal.Id && member.Live)
            .ToListAsync(ct);
        foreach (var row in rows.Where(row => areas.ContainsKey(row.Interest)))
        {
            var journey = journeys.Of(areas[row.Interest], proposal.Place);
            (row.KmFrom, row.KmTo) = (journey.KmFrom, journey.KmTo);
        }

        await db.SaveChangesAsync(ct);
    }

    private void Add(Proposal proposal, Interest member, int number, Journey journey)
    {
        db.ProposalMembers.Add(
            new ProposalMember
            {
                Proposal = proposal.Id,
                Interest = member.Id,
                Number = number,
                KmFrom = journey.KmFrom,
                KmTo = journey.KmTo,
                WouldStart = member.Wish != Wish.Join,
                Since = clock.Today(),
            }
        );
        (member.ToPlace, member.WithoutPlace) = (false, false);
    }

    // Those who neither stand in a proposal nor have an invitation.
    private async Task<HashSet<Guid>> FreeAsync(Guid[] interests, CancellationToken ct)
    {
        var taken = await db
            .ProposalMembers.Where(member => interests.Contains(member.Interest) && member.Live)
            .Select(member => member.Interest)
            .ToListAsync(ct);
        return [.. interests.Except(taken)];
    }

    // Who said no not long ago, to what.
    private async Task<Noes> NoesAsync(Guid[] interests, CancellationToken ct)
    {
        var today = clock.Today();
        var rows = await (
            from member in db.ProposalMembers
            join earlier in db.Proposals on member.Proposal equals earlier.Id
            where interests.Contains(member.Interest) && member.NoUntil >= today
            select new
            {
                member.Interest,
                member.KmFrom,
                Proposal = earlier,
            }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        return new(rows.Select(row => (row.Interest, row.Proposal.Topic, row.KmFrom)));
    }

    // The body said no to these very people not long ago.
    private Task<bool> WasDeclinedAsync(Proposal proposal, List<Interest> members, CancellationToken ct)
    {
        var today = clock.Today();
        var ids = members.ConvertAll(member => member.Id);
        return (
            from member in db.ProposalMembers
            join earlier in db.Proposals on member.Proposal equals earlier.Id
            where
                ids.Contains(member.Interest)
                && earlier.State == ProposalState.Declined
                && earlier.Body == proposal.Body
                && earlier.RememberUntil >= today
            group member by earlier.Id into same
            where same.Count() == ids.Count
            select same.Key
        ).AnyAsync(ct);
    }
}
