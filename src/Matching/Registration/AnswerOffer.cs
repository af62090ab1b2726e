using System;
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
using Matching.Proposals;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>Says whether a person answers yes or no.</summary>
public enum Answer
{
    Yes,
    No,
}

/// <summary>
/// Answers an offer, or an invitation to a group that could be. A yes takes the place, gives back other places that
/// were held, and lets the group know that somebody is coming, not who. A no is remembered for a while, so that the
/// same is not offered again.
/// </summary>
public static class AnswerOffer
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/interest/answers/{offerId:guid}", ExecuteAsync)
            .WithName("AnswerOffer")
            .WithSummary("Say yes or no to an offered place or an invitation")
            .Refuses(
                Problems.Invalid,
                Problems.NotFound,
                Problems.OfferClosed,
                Problems.NoFreePlace,
                Problems.AlreadyPlaced
            )
            .Example("""{ "answer": "yes" }""")
            .NeedsReceipt();

    public sealed record Request(Answer Answer);

    public static async Task<Results<Ok<InterestView>, ProblemHttpResult>> ExecuteAsync(
        Guid offerId,
        Request request,
        ByReceipt receipts,
        MatchingDb db,
        TopicNames topics,
        FindMatches matches,
        CaseWork cases,
        Invitations invitations,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await receipts.ReadAsync(ct)).Is(out var who, out var unknown))
        {
            return unknown;
        }

        // A proposal is locked before its members.
        var held = await invitations.HoldAsync(offerId, who.Id, ct);
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        // The interest's lock holds every offer to it still: they are made, withdrawn and answered under it.
        var offer = await db.Offers.SingleOrDefaultAsync(row => row.Id == offerId && row.Interest == interest.Id, ct);
        if (offer is null)
        {
            return Problems.NotFound.Because();
        }

        var today = clock.Today();
        if (IsRepeat(offer, request.Answer))
        {
            return TypedResults.Ok(await InterestView.ReadAsync(db, topics, clock, interest, language, ct));
        }

        var takesBack =
            request.Answer == Answer.No && held is not null && offer is { State: OfferState.Accepted, GroupId: null };
        if (!offer.IsLive(today) && !takesBack)
        {
            return Problems.OfferClosed.Because();
        }

        if (held is not null)
        {
            return await invitations.AnswerAsync(held, interest, offer, request.Answer == Answer.Yes, ct) is { } refusal
                ? refusal
                : TypedResults.Ok(await InterestView.ReadAsync(db, topics, clock, interest, language, ct));
        }

        var groupId = offer.GroupId!.Value;
        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        if (request.Answer == Answer.Yes)
        {
            if (interest.State == InterestState.Placed)
            {
                return Problems.AlreadyPlaced.Because();
            }

            // All that she gives back too: several groups are locked at once and in order.
            var groups = await LockedGroup.AllAsync(db, await Offer.GroupsHeldAsync(db, interest.Id, ct), ct);
            var group = groups.Single(row => row.Id == groupId);
            if (group.State is GroupState.Paused or GroupState.Ended)
            {
                return Problems.OfferClosed.Because(null, ("group", group.State));
            }

            if (!group.TakePlace())
            {
                return Problems.NoFreePlace.Because();
            }

            offer.End(OfferState.Accepted);
            interest.Placed(today);
            await Offer.GiveBackAsync(db, interest.Id, offerId, ct);
            await cases.RememberAsync(@case, "accepted", @case.Body, ct);
            await db.SaveChangesAsync(ct);
            await news.TellOfComingAsync(group, [@case.Body], ct);
        }
        else
        {
            offer.End(OfferState.Declined);
            var policy = await db.PolicyOfAsync(@case.Body, ct);
            await RememberedNo.AddAsync(db, interest.Id, groupId, today.AddDays(policy.RememberNoDays), ct);
            var others = await Offer.IsAnotherLiveAsync(db, interest.Id, offerId, today, ct);
            interest.OfferEnded(declined: true, others);
            await cases.RememberAsync(@case, "declined", @case.Body, ct);
            await LockedGroup.MatchAgainAsync(db, [groupId], ct);
            await db.SaveChangesAsync(ct);
            await matches.StoreAgainAsync(interest, ct);
            await db.SaveChangesAsync(ct);
            await news.TellBodyAsync(@case.Body, ct);
        }

        return TypedResults.Ok(await InterestView.ReadAsync(db, topics, clock, interest, language, ct));
    }

    // An answer may be sent again when its own answer was lost on the way.
    private static bool IsRepeat(Offer offer, Answer answer) =>
        (offer.State, answer) is (OfferState.Accepted, Answer.Yes) or (OfferState.Declined, Answer.No);
}
