using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// Sends the invitations of a proposal: behind each one's code, and by mail where she left an address. Perhaps without
/// some, perhaps at another place within everybody's limits.
/// </summary>
public sealed class AcceptProposal(MatchingDb db, Ground ground, CaseWork cases, News news, TimeProvider clock)
{
    /// <summary>Accepts it; the problem where that cannot be, else null. The proposal must be undecided.</summary>
    internal async Task<ProblemHttpResult?> RefusalAsync(
        LockedProposal held,
        DecideProposal.Request request,
        Caller caller,
        CancellationToken ct
    )
    {
        await ground.LookAsync(ct);
        var (today, proposal) = (clock.Today(), held.Proposal);
        var policy = ground.PolicyOf(proposal.Body);
        var numbers = held.Live.Select(pair => pair.Member.Number).ToHashSet();
        if (request.Without?.Any(number => !numbers.Contains(number)) ?? false)
        {
            return Problems.Invalid.At("without", "one of them is not the number of a member");
        }

        var invited = held
            .Live.Where(pair => !(request.Without?.Contains(pair.Member.Number) ?? false))
            .Where(pair => pair.Interest.LooksOn(today))
            .ToList();
        if (invited.Count < policy.LeastMembers)
        {
            return Problems.ProposalTooSmall.Because(null, ("leastMembers", policy.LeastMembers));
        }

        if (request.Place is { } code && await MoveAsync(proposal, code, invited, policy, ct) is { } unusable)
        {
            return unusable;
        }

        proposal.Accept();
        foreach (var (member, interest) in held.Live.Except(invited).ToList())
        {
            member.Live = false;
            interest.ToPlace |= interest.IsLooking;
        }

        var bodies = new HashSet<Guid>();
        foreach (var (_, interest) in invited)
        {
            bodies.Add(await InviteAsync(proposal, interest, policy, ct));
        }

        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        await news.TellBodiesAsync(bodies.Where(body => body != caller.Body), ct);
        return null;
    }

    private async Task<Guid> InviteAsync(Proposal proposal, Interest interest, Policy policy, CancellationToken ct)
    {
        var today = clock.Today();
        var days = interest.Contact is null ? policy.OfferDaysWithoutContact : policy.OfferDays;
        var offer = Offer.Invitation(interest.Id, proposal.Id, proposal.Body, today, today.AddDays(days));
        db.Offers.Add(offer);
        interest.Offered(offer.Until);
        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        if (@case.Body == proposal.Body)
        {
            @case.Acknowledge();
        }

        await cases.RememberAsync(@case, "invited", proposal.Body, ct);
        return @case.Body;
    }

    // Another place must be one that could have been proposed to these, and covered by the same body.
    private async Task<ProblemHttpResult?> MoveAsync(
        Proposal proposal,
        string code,
        List<(ProposalMember Member, Interest Interest)> members,
        Policy policy,
        CancellationToken ct
    )
    {
        var people = members.ConvertAll(pair => pair.Interest);
        var sites = new List<Site>();
        foreach (var person in people.DistinctBy(person => (person.Area, person.TravelKm)))
        {
            sites.AddRange(await ground.SitesAsync(person, ct));
        }

        if (
            sites.Find(site => site.Code == code) is not { } site
            || await ground.BodyAsync(site.Municipality, proposal.Topic, people, ct) != proposal.Body
        )
        {
            return Problems.ProposalPlaceUnusable.At(
                "place",
                "a town or a contact point's house that this body covers"
            );
        }

        var journeys = await ground.JourneysAsync(people.Select(person => person.Area), [code], ct);
        if (people.Any(person => !person.Reaches(journeys.Km(person.Area, code), policy.KmBeyondReach)))
        {
            return Problems.ProposalPlaceUnusable.At("place", "farther than one of them would be asked to travel");
        }

        proposal.MeetAt(site);
        foreach (var (member, interest) in members)
        {
            member.TravelsBy(journeys.Of(interest.Area, code));
        }

        return null;
    }
}
