using System;
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
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Takes back a yes: she leaves the group, whose place is free again, and looks for another; her case waits for an
/// answer as on the first day. The group is remembered as a no. Its contact and the bodies are told that, not who.
/// </summary>
public static class LeaveGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/interest/answers/{offerId:guid}", ExecuteAsync)
            .WithName("LeaveGroup")
            .WithSummary("Take back a yes: leave the group, and look for another")
            .Refuses(Problems.NotFound, Problems.OfferClosed)
            .NeedsReceipt();

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid offerId,
        ByReceipt receipts,
        MatchingDb db,
        FindMatches matches,
        CaseWork cases,
        CaseClock caseClock,
        News news,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        if (
            await db.Offers.SingleOrDefaultAsync(row => row.Id == offerId && row.Interest == interest.Id, ct)
            is not { } offer
        )
        {
            return Problems.NotFound.Because();
        }

        // It may be sent again when its answer was lost on the way.
        if (offer.State == OfferState.Left)
        {
            return TypedResults.NoContent();
        }

        if (!offer.Leave())
        {
            return Problems.OfferClosed.Because(null, ("state", offer.State));
        }

        var today = clock.Today();
        var group = (await LockedGroup.FindAsync(db, offer.GroupId!.Value, ct))!;
        group.LeavePlace();
        interest.Left(today);
        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        var policy = await db.PolicyOfAsync(@case.Body, ct);
        await RememberedNo.AddAsync(db, interest.Id, group.Id, today.AddDays(policy.RememberNoDays), ct);
        await cases.RememberAsync(@case, "left", @case.Body, ct);
        await db.SaveChangesAsync(ct);
        await matches.StoreAgainAsync(interest, ct);
        await caseClock.WaitAgainAsync(@case, interest, CaseEvent.Reopened, ct);
        await db.SaveChangesAsync(ct);
        await TellAsync(news, @case, group, ct);
        return TypedResults.NoContent();
    }

    private static async Task TellAsync(News news, Case @case, SelfHelpGroup group, CancellationToken ct)
    {
        if (group.Contact is not null)
        {
            await news.TellGroupLeftAsync(group.Id, ct);
        }

        await news.TellBodiesAsync([group.Body, @case.Body], ct);
    }
}
