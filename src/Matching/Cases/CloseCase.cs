using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Cases;

/// <summary>
/// Closes a case with a reason that the person reads, and from which follows what becomes of the interest. Places that
/// were on offer are free again; a message from the person opens it again.
/// </summary>
public static class CloseCase
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/cases/{id:guid}/closure", ExecuteAsync)
            .WithName("CloseCase")
            .WithSummary("Close a case with a reason")
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.OnlyAnsweringBody,
                Problems.CaseMoveIllegal,
                Problems.ReasonUnknown,
                Problems.GroupUnknown
            )
            .Example("""{ "reason": "placed", "note": "Begynner 1. desember." }""")
            .Requires(Role.Coordinator);

    /// <param name="Reason">A code of <c>case_reasons</c>, say <c>placed</c>.</param>
    /// <param name="Note">For those of the staff who read the case; encrypted, and never shown to the person.</param>
    /// <param name="GroupId">The group that did not suit: with a reason that remembers it.</param>
    /// <param name="Until">The day on which it goes on: with a reason that leaves the person alone so long; without it
    /// the reason's usual time. Not later than what is kept is erased.</param>
    public sealed record Request(string Reason, string? Note = null, Guid? GroupId = null, DateOnly? Until = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Reason).OneLine(50);
            RuleFor(request => request.Note).PlainText(Conversation.LongestMessage);
        }
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        FindMatches matches,
        News news,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await work.LockAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        if (!(await work.ReasonAsync(ReasonAct.Closure, request.Reason, ct)).Is(out var reason, out var unknown))
        {
            return unknown;
        }

        var today = clock.Today();
        if (await ClosingEffect.RefusalAsync(db, reason, request, open, today, ct) is { } refusal)
        {
            return refusal;
        }

        if (!open.Case.Close(reason.Code))
        {
            return Problems.CaseMoveIllegal.Because(null, ("state", open.Case.State));
        }

        await Offer.GiveBackAsync(db, open.Interest.Id, but: null, ct);
        open.Interest.OfferEnded(declined: false, others: false);
        await ClosingEffect.FollowAsync(db, matches, reason, request, open.Interest, today, ct);
        open.Interest.News();
        await work.RememberAsync(
            open.Case,
            "closed",
            caller.Body,
            ct,
            reason.Code,
            request.Note is { } note ? open.Key.Close(note, CaseEvent.NoteField) : null
        );
        db.Note("case-closed", id);
        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        return TypedResults.NoContent();
    }
}
