using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// What becomes of the invitations of an accepted proposal: a yes counts, a no is remembered; with enough yeses the
/// group forms, and when none is open any more with fewer, all of it is over.
/// </summary>
public sealed class Invitations(
    MatchingDb db,
    CaseWork cases,
    FindMatches matches,
    News news,
    FormGroup forming,
    TimeProvider clock
)
{
    /// <summary>
    /// Locks the proposal of an offer to an interest with its members and this one; nothing for a place, or another's.
    /// </summary>
    public async Task<LockedProposal?> HoldAsync(Guid offerId, Guid interest, CancellationToken ct) =>
        await db
            .Offers.Where(row => row.Id == offerId && row.Interest == interest)
            .Select(row => row.Proposal)
            .SingleOrDefaultAsync(ct)
            is { } id
            ? await LockedProposal.FindAsync(db, id, ct, more: interest)
            : null;

    /// <summary>
    /// Somebody answers her invitation, which is live; null, or the problem. The proposal must be held.
    /// </summary>
    public async Task<ProblemHttpResult?> AnswerAsync(
        LockedProposal held,
        Interest interest,
        Offer offer,
        bool yes,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        var proposal = held.Proposal;
        var member = held.Members.SingleOrDefault(row => row.Interest == interest.Id && row.Live);
        if (member is null || proposal.State is not (ProposalState.Accepted or ProposalState.Formed))
        {
            return Problems.OfferClosed.Because();
        }

        SelfHelpGroup? coming = null;
        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        if (!yes)
        {
            await SayNoAsync(proposal, member, interest, offer, today, ct);
        }
        else if (interest.State == InterestState.Placed)
        {
            return Problems.AlreadyPlaced.Because();
        }
        else if (proposal.GroupId is { } id)
        {
            if (await LockedGroup.FindAsync(db, id, ct) is not { } group || !group.TakePlace())
            {
                return Problems.NoFreePlace.Because();
            }

            offer.End(OfferState.Accepted);
            offer.LeadTo(group.Id);
            member.Live = false;
            interest.Placed(today);
            await Offer.GiveBackAsync(db, interest.Id, offer.Id, ct);
            coming = group;
        }
        else
        {
            // She has no place yet, and gets no other meanwhile: the offer of a part stands until the group forms.
            offer.End(OfferState.Accepted);
            interest.Keep(today);
        }

        await cases.RememberAsync(@case, yes ? "accepted" : "declined", @case.Body, ct);
        await db.SaveChangesAsync(ct);
        if (interest.IsLooking)
        {
            await matches.StoreAgainAsync(interest, ct);
            await db.SaveChangesAsync(ct);
        }

        var bodies = await SettleAsync(held, ct);
        if (coming is not null)
        {
            await news.TellOfComingAsync(coming, [.. bodies, @case.Body, proposal.Body], ct);
        }
        else
        {
            await news.TellBodiesAsync([.. bodies, @case.Body, proposal.Body], ct);
        }

        return null;
    }

    /// <summary>
    /// Lets the group form where enough said yes, and ends it all where nobody is left to answer; the bodies to tell.
    /// What was changed must be saved.
    /// </summary>
    public async Task<IReadOnlyCollection<Guid>> SettleAsync(LockedProposal held, CancellationToken ct)
    {
        var proposal = held.Proposal;
        if (proposal.State != ProposalState.Accepted)
        {
            return [];
        }

        var today = clock.Today();
        var policy = await db.PolicyOfAsync(proposal.Body, ct);
        var offers = await db.Offers.Where(row => row.Proposal == proposal.Id).ToListAsync(ct);
        var live = held.Live.ToDictionary(pair => pair.Interest.Id, pair => pair.Interest);
        var yeses = offers
            .Where(offer => offer.State == OfferState.Accepted && live.ContainsKey(offer.Interest))
            .ToDictionary(offer => live[offer.Interest], offer => offer);
        if (yeses.Count >= policy.LeastMembers)
        {
            return await forming.FormAsync(held, yeses, policy, ct);
        }

        return offers.Any(offer => offer.IsLive(today) && live.ContainsKey(offer.Interest))
            ? []
            : await DissolveAsync(held, yeses, ct);
    }

    // The yes of those who said it is no no: they look on.
    private async Task<IReadOnlyCollection<Guid>> DissolveAsync(
        LockedProposal held,
        Dictionary<Interest, Offer> yeses,
        CancellationToken ct
    )
    {
        var bodies = new List<Guid> { held.Proposal.Body };
        held.Proposal.Dissolve();
        foreach (var (member, _) in held.Live.ToList())
        {
            member.Live = false;
        }

        foreach (var (interest, offer) in yeses)
        {
            offer.GiveUp();
            var others = await Offer.IsAnotherLiveAsync(db, interest.Id, offer.Id, clock.Today(), ct);
            interest.OfferEnded(declined: false, others);
            interest.News();
            var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
            await cases.RememberAsync(@case, "group-not-formed", held.Proposal.Body, ct);
            bodies.Add(@case.Body);
        }

        await db.SaveChangesAsync(ct);
        foreach (var interest in yeses.Keys.Where(interest => interest.IsLooking))
        {
            await matches.StoreAgainAsync(interest, ct);
        }

        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        return bodies;
    }

    private async Task SayNoAsync(
        Proposal proposal,
        ProposalMember member,
        Interest interest,
        Offer offer,
        DateOnly today,
        CancellationToken ct
    )
    {
        var policy = await db.PolicyOfAsync(proposal.Body, ct);
        _ = offer.End(OfferState.Declined) || offer.TakeBack();
        member.Live = false;
        member.NoUntil = today.AddDays(policy.RememberNoDays);
        var others = await Offer.IsAnotherLiveAsync(db, interest.Id, offer.Id, today, ct);
        interest.OfferEnded(declined: true, others);
        if (proposal.GroupId is { } group)
        {
            await RememberedNo.AddAsync(db, interest.Id, group, member.NoUntil.Value, ct);
        }
    }
}
