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

/// <summary>Proposes new groups, where enough who wait near each other could meet.</summary>
public sealed class ProposeGroups(MatchingDb db, Ground ground, ChoosePlace choosePlace, News news, TimeProvider clock)
{
    // More would take a round longer than its job may.
    private const int MostTogether = 160;

    /// <summary>Proposes the best of the groups that could be around one person, with those who wait near.</summary>
    public async Task AroundAsync(Interest person, CancellationToken ct)
    {
        var could = await CouldAsync([person], ct);
        foreach (
            var (group, members) in PlacesAndGroups.Best([person.Id], [], new Dictionary<Guid, int>(), could).Groups
        )
        {
            await ProposeAsync(group, members, ct);
        }
    }

    /// <summary>The groups that could be around each of these, with one another and those who wait near.</summary>
    internal async Task<CouldBe> CouldAsync(IReadOnlyList<Interest> people, CancellationToken ct)
    {
        var near = new Dictionary<Guid, List<Interest>>();
        foreach (var person in people)
        {
            var neighbours = await ground.NeighboursAsync(person, ct);
            near[person.Id] = [.. people.Where(one => one.Id != person.Id).UnionBy(neighbours, one => one.Id)];
        }

        var all = near.Values.SelectMany(some => some).Concat(people).DistinctBy(one => one.Id).ToList();
        if (all.Count < ground.LeastEnough)
        {
            return CouldBe.None;
        }

        var sites = new Dictionary<Guid, IReadOnlyList<Site>>();
        foreach (var person in people)
        {
            sites[person.Id] = await ground.SitesAsync(person, ct);
        }

        var places = sites.Values.SelectMany(some => some).DistinctBy(site => site.Code).ToList();
        var journeys = await ground.JourneysAsync(all.Select(one => one.Area), places.Select(site => site.Code), ct);
        var noes = await Noes.ReadAsync(db, clock.Today(), [.. all.Select(one => one.Id)], ct);
        var could = new GroupsThatCouldBe(ground, noes, journeys);
        var found = new List<(int Rank, GroupThatCouldBe Group)>();
        foreach (var person in people)
        {
            found.AddRange((await could.AroundAsync(person, near[person.Id], sites[person.Id], ct)).Index());
        }

        // The best ones of everybody before the second best of anybody.
        var alike = found
            .OrderBy(one => one.Rank)
            .ThenByDescending(one => one.Group.Most)
            .GroupBy(one => (one.Group.Site.Code, one.Group.Who), one => one.Group)
            .Take(MostTogether);
        var groups = new List<GroupThatCouldBe>();
        foreach (var same in alike)
        {
            groups.Add(await WithStartersAsync([.. same.DistinctBy(one => one.Topic)], ct));
        }

        return new(groups, places, journeys);
    }

    // Of the topics that the same people could meet about, the first for which somebody could carry the group.
    private async Task<GroupThatCouldBe> WithStartersAsync(List<GroupThatCouldBe> same, CancellationToken ct)
    {
        foreach (var one in same)
        {
            var starters = await ground.StartersAsync(one.Site, one.Topic, one.Languages, ct);
            if (starters.Count > 0)
            {
                return one with { Starters = starters };
            }
        }

        return same[0];
    }

    /// <summary>Proposes a planned group, if it still can be.</summary>
    internal async Task ProposeAsync(GroupThatCouldBe option, List<Interest> planned, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await LockedInterest.AllAsync(db, [.. planned.Select(one => one.Id)], ct);
        var free = await ProposalMember.FreeAsync(db, locked.ConvertAll(one => one.Id), ct);
        var areas = planned.ToDictionary(one => one.Id, one => one.Area);
        var members = locked
            .Where(one =>
                one.WithoutPlace
                && one.WantsToMeet
                && one.LooksOn(today)
                && one.Area == areas[one.Id]
                && free.Contains(one.Id)
            )
            .OrderBy(one => one.Day)
            .ThenBy(one => one.Lot)
            .ToList();
        if (
            members.Count < option.Policy.Enough
            || await choosePlace.ForAsync(option.Topic, members, ct) is not { } chosen
        )
        {
            return;
        }

        var proposal = new Proposal
        {
            Id = RandomId.New(),
            Body = chosen.Body,
            Day = today,
            Topics = option.Topic is { } topic ? [topic] : [],
        };
        proposal.MeetAt(chosen.Site);
        proposal.Agree(chosen.Profile);
        if (await WasDeclinedAsync(proposal, members, ct))
        {
            return;
        }

        db.Proposals.Add(proposal);
        foreach (var (index, member) in members.Index())
        {
            var journey = chosen.Journeys.Of(member.Area, chosen.Site.Code);
            db.ProposalMembers.Add(ProposalMember.Of(proposal, member, index + 1, journey));
            (member.ToPlace, member.WithoutPlace) = (false, false);
        }

        await db.SaveChangesAsync(ct);
        await news.TellBodyAsync(proposal.Body, ct);
        await transaction.CommitAsync(ct);
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
