using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// Keeps proposals up to date: whoever has a place, is left alone or wants something else leaves; with too few left the
/// others look on. One that waits for a day comes back on it.
/// </summary>
public sealed class ReviewProposals(
    MatchingDb db,
    Ground ground,
    ChoosePlace choosePlace,
    Invitations invitations,
    News news,
    TimeProvider clock
)
{
    /// <summary>
    /// Looks at each of which something changed, and returns how many these were. The ground must have been looked at.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today();
        var changed = await db
            .Database.SqlQuery<Guid>($"select distinct proposal as \"Value\" from proposals_to_review")
            .ToListAsync(ct);
        var due = await db
            .Proposals.Where(row => row.State == ProposalState.Waiting && row.WaitUntil <= today)
            .Select(row => row.Id)
            .ToListAsync(ct);

        // A body that does not answer any more decides nothing either.
        var left = await (
            from row in db.Proposals
            join body in db.Bodies on row.Body equals body.Id
            where
                (row.State == ProposalState.Open || row.State == ProposalState.Waiting)
                && body.Kind != BodyKind.NationalOffice
                && (body.State != BodyState.Active || body.UnreachableSince != null || body.SilentSince != null)
            select row.Id
        ).ToListAsync(ct);
        List<Guid> all = [.. changed.Union(due).Union(left)];
        foreach (var id in all)
        {
            await ReviewAsync(id, ct);
        }

        return all.Count;
    }

    private async Task ReviewAsync(Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var held = await LockedProposal.FindAsync(db, id, ct);
        await db.Database.ExecuteSqlAsync($"delete from proposals_to_review where proposal = {id}", ct);
        if (held is not null)
        {
            var back = held.Proposal.Return(today);
            if (held.Proposal.IsUndecided)
            {
                await ReviewUndecidedAsync(held, today, ct);
            }
            else
            {
                await ReviewInvitedAsync(held, ct);
            }

            if (back && held.Proposal.IsUndecided)
            {
                await news.TellBodyAsync(held.Proposal.Body, ct);
            }
        }

        await transaction.CommitAsync(ct);
    }

    private async Task ReviewUndecidedAsync(LockedProposal held, DateOnly today, CancellationToken ct)
    {
        var proposal = held.Proposal;
        var policy = ground.PolicyOf(proposal.Body);
        var journeys = await ground.JourneysAsync(held.Live.Select(pair => pair.Interest.Area), [proposal.Place], ct);
        var stay = new List<Interest>();
        foreach (var (member, interest) in held.Live.ToList())
        {
            if (
                interest.LooksOn(today)
                && ground.Suits(interest, proposal.Topic, journeys.Km(interest.Area, proposal.Place), policy)
                && Profile.Of([.. stay, interest], policy) is not null
            )
            {
                stay.Add(interest);
            }
            else
            {
                Leave(member, interest);
            }
        }

        // Whoever came with another topic or age may be too rare for the body to know of.
        if (
            stay.Count < policy.Enough
            || await ground.BodyAsync(proposal.Municipality, proposal.Topic, stay, ct) != proposal.Body
        )
        {
            proposal.Dissolve();
            foreach (var (member, interest) in held.Live.ToList())
            {
                Leave(member, interest);
            }

            await db.SaveChangesAsync(ct);
            return;
        }

        proposal.Agree(Profile.Of(stay, policy)!);
        await db.SaveChangesAsync(ct);
        await choosePlace.AnewAsync(proposal, stay, ct);
    }

    // Whoever was invited counts as long as her invitation stands or her yes waits.
    private async Task ReviewInvitedAsync(LockedProposal held, CancellationToken ct)
    {
        var standing = await db
            .Offers.Where(offer =>
                offer.Proposal == held.Proposal.Id
                && (offer.State == OfferState.Open || offer.State == OfferState.Accepted)
            )
            .ToListAsync(ct);
        var proposal = held.Proposal;
        var policy = ground.PolicyOf(proposal.Body);
        var journeys = await ground.JourneysAsync(held.Live.Select(pair => pair.Interest.Area), [proposal.Place], ct);
        foreach (var (member, interest) in held.Live.ToList())
        {
            var fits = ground.Suits(interest, proposal.Topic, journeys.Km(interest.Area, proposal.Place), policy);
            var hers = standing.Where(offer => offer.Interest == interest.Id).ToList();
            if (interest.State != InterestState.Offered || hers.Count == 0 || !fits)
            {
                // Who wants something else by now is invited no more.
                hers.ForEach(offer => offer.GiveUp());
                await db.SaveChangesAsync(ct);
                interest.OfferEnded(
                    declined: false,
                    others: await Offer.IsAnotherLiveAsync(db, interest.Id, Guid.Empty, clock.Today(), ct)
                );
                Leave(member, interest);
            }
        }

        await db.SaveChangesAsync(ct);
        await news.TellBodiesAsync(await invitations.SettleAsync(held, ct), ct);
    }

    private static void Leave(ProposalMember member, Interest interest)
    {
        member.Live = false;
        interest.ToPlace |= interest.IsLooking;
    }
}
