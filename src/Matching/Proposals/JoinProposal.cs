using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>Gives somebody without a place near a part in an undecided proposal that she fits.</summary>
public sealed class JoinProposal(MatchingDb db, Ground ground, ChoosePlace choosePlace, TimeProvider clock)
{
    private const int MostProposals = 100;

    /// <summary>Her own topic first, then the nearest; false where she fits none.</summary>
    public async Task<bool> ForAsync(Interest person, CancellationToken ct)
    {
        var sites = await ground.SitesAsync(person, ct);
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
            if (
                ground.Suits(
                    person,
                    proposal.Topic,
                    journeys.Km(person.Area, proposal.Place),
                    ground.PolicyOf(proposal.Body)
                ) && await JoinAsync(proposal.Id, person.Id, ct)
            )
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> JoinAsync(Guid id, Guid person, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (
            await LockedProposal.FindAsync(db, id, ct, person) is not { Proposal.IsUndecided: true } locked
            || !locked.Interests.TryGetValue(person, out var joining)
            || !joining.WithoutPlace
            || !joining.LooksOn(clock.Today())
            || !(await ProposalMember.FreeAsync(db, [person], ct)).Contains(person)
        )
        {
            return false;
        }

        var proposal = locked.Proposal;
        var policy = ground.PolicyOf(proposal.Body);
        List<Interest> all = [.. locked.Live.Select(pair => pair.Interest), joining];
        var journey = (await ground.JourneysAsync([joining.Area], [proposal.Place], ct)).Of(
            joining.Area,
            proposal.Place
        );
        if (
            all.Count > policy.MostMembers
            || !ground.Suits(joining, proposal.Topic, journey.KmFrom, policy)
            || Profile.Of(all, policy) is not { } profile
            || await ground.BodyAsync(proposal.Municipality, proposal.Topic, all, ct) != proposal.Body
            || (await Noes.ReadAsync(db, clock.Today(), [person], ct)).Against(person, proposal.Topic, journey.KmFrom)
        )
        {
            return false;
        }

        proposal.Agree(profile);
        if (locked.Members.SingleOrDefault(member => member.Interest == person) is { } before)
        {
            before.Live = true;
        }
        else
        {
            var last = locked.Members.Select(member => member.Number).DefaultIfEmpty().Max();
            db.ProposalMembers.Add(ProposalMember.Of(proposal, joining, last + 1, journey));
        }

        (joining.ToPlace, joining.WithoutPlace) = (false, false);
        await db.SaveChangesAsync(ct);
        await choosePlace.AnewAsync(proposal, all, ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
