using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Matches;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>
/// Takes an offer back before it is answered. Of a yes and a withdrawal at once, one counts and the other is refused.
/// </summary>
public static class WithdrawOffer
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/desk/cases/{id:guid}/offers/{offerId:guid}", ExecuteAsync)
            .WithName("WithdrawOffer")
            .WithSummary("Take an offer back before it is answered")
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.OnlyAnsweringBody,
                Problems.OfferClosed
            )
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Guid offerId,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        FindMatches matches,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await work.LockAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        var interest = open.Interest;
        if (
            await db.Offers.SingleOrDefaultAsync(row => row.Id == offerId && row.Interest == interest.Id, ct)
            is not { Kind: OfferKind.Place, GroupId: { } groupId } offer
        )
        {
            return Problems.NotFound.Because();
        }

        if (!offer.End(OfferState.Withdrawn))
        {
            return Problems.OfferClosed.Because(null, ("state", offer.State));
        }

        var others = await Offer.IsAnotherLiveAsync(db, interest.Id, offerId, clock.Today(), ct);
        interest.OfferEnded(declined: false, others);
        await work.RememberAsync(open.Case, "offer-withdrawn", caller.Body, ct);
        await LockedGroup.MatchAgainAsync(db, [groupId], ct);
        await db.SaveChangesAsync(ct);
        await matches.StoreAgainAsync(interest, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
