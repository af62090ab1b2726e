using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
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

namespace Matching.Cases;

/// <summary>
/// Offers a place in a group, held for the person until a day. The group may be another body's, unless that wants to be
/// asked first; it is told. A place is held for one person at a time: of two offers at once for the last one, one is
/// refused.
/// </summary>
public static class OfferPlace
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/desk/cases/{id:guid}/offers", ExecuteAsync)
            .WithName("OfferPlace")
            .WithSummary("Offer a place in a group")
            .Idempotent<Request>()
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.OnlyAnsweringBody,
                Problems.CaseMoveIllegal,
                Problems.GroupUnknown,
                Problems.GroupMoveIllegal,
                Problems.GroupAsksFirst,
                Problems.AlreadyPlaced,
                Problems.AlreadyOffered,
                Problems.AlreadyDeclined,
                Problems.NoFreePlace
            )
            .Example("""{ "groupId": "2b8f6c1e-8a0e-4d1c-9b57-0f3c1d2e4a5b" }""")
            .Requires(Role.Coordinator);

    public sealed record Request(Guid GroupId);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.GroupId).NotEmpty().WithMessage("is needed");
    }

    public static async Task<Results<Created<CaseView.OfferItem>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        News news,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await work.LockAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        // Held until the end: whoever offers or takes a place in this group waits here.
        if (await LockedGroup.FindAsync(db, request.GroupId, ct) is not { } group)
        {
            return Problems.GroupUnknown.At("groupId", "no group has this id");
        }

        var today = clock.Today();
        if (await RefusalAsync(db, open, group, caller, today, ct) is { } refusal)
        {
            return refusal;
        }

        var offer = await work.OfferAsync(open.Case, open.Interest, group, caller.Body, ct);
        db.Note("place-offered", id);
        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        if (group.Body != caller.Body)
        {
            await news.TellBodyAsync(group.Body, ct);
        }

        return TypedResults.Created(
            $"/v1/desk/cases/{id}/offers/{offer.Id}",
            new CaseView.OfferItem(offer.Id, offer.GroupId, offer.State, offer.Kind, offer.Day, offer.Until)
        );
    }

    private static async Task<ProblemHttpResult?> RefusalAsync(
        MatchingDb db,
        OpenCase open,
        SelfHelpGroup group,
        Caller caller,
        DateOnly today,
        CancellationToken ct
    )
    {
        if (open.Case.State == CaseState.Closed)
        {
            return Problems.CaseMoveIllegal.Because(null, ("state", open.Case.State));
        }

        if (open.Interest.State == InterestState.Placed)
        {
            return Problems.AlreadyPlaced.Because();
        }

        if (group.State is not (GroupState.Open or GroupState.Forming or GroupState.Full))
        {
            return Problems.GroupMoveIllegal.Because(null, ("state", group.State));
        }

        if (group.Body != caller.Body && (await db.PolicyOfAsync(group.Body, ct)).AskFirst)
        {
            return Problems.GroupAsksFirst.Because(null, ("body", group.Body));
        }

        if (
            await db.RememberedNoes.AnyAsync(
                no => no.Interest == open.Interest.Id && no.GroupId == group.Id && no.Until >= today,
                ct
            )
        )
        {
            return Problems.AlreadyDeclined.Because();
        }

        // An offer that is past its day holds no place and stands in nobody's way, even before the clock has lapsed it.
        await db
            .Offers.Where(offer =>
                offer.GroupId == group.Id
                && offer.Interest == open.Interest.Id
                && offer.State == OfferState.Open
                && offer.Until < today
            )
            .ExecuteUpdateAsync(set => set.SetProperty(offer => offer.State, OfferState.Lapsed), ct);
        if (
            await Offer
                .Holding(db, today)
                .AnyAsync(offer => offer.GroupId == group.Id && offer.Interest == open.Interest.Id, ct)
        )
        {
            return Problems.AlreadyOffered.Because();
        }

        var held = await db
            .Database.SqlQuery<int>($"""select places_on_offer({group.Id}, {today}) as "Value" """)
            .SingleAsync(ct);
        return group.FreePlaces - held < 1 ? Problems.NoFreePlace.Because() : null;
    }
}
