using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Cases;

/// <summary>
/// Hands a case to another body of its chain, with a reason that the person reads. Whoever may open it and stands in
/// the chain hands it on: the body that answers, the lead of its network, the national office. A body that is too small
/// to hide the person in cannot be given it, nor one that does not answer now.
/// </summary>
public static class HandOverCase
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/cases/{id:guid}/handover", ExecuteAsync)
            .WithName("HandOverCase")
            .WithSummary("Hand a case to another body of its chain")
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.OnlyAnsweringBody,
                Problems.CaseMoveIllegal,
                Problems.ReasonUnknown,
                Problems.BodyUnknown
            )
            .Example("""{ "to": "89ceb819-2516-4346-9bba-d0415ccc1712", "reason": "not-our-topic" }""")
            .Requires(Role.Coordinator);

    /// <param name="To">A body of the chain that answers for the place and topic.</param>
    /// <param name="Reason">A code of <c>case_reasons</c>, say <c>not-our-topic</c>.</param>
    public sealed record Request(Guid To, string Reason);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.To).NotEmpty().WithMessage("is needed");
            RuleFor(request => request.Reason).OneLine(50);
        }
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        News news,
        CancellationToken ct
    )
    {
        if (!(await work.LockToPassOnAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        var route = await work.RouteAsync(open.Interest, ct);
        if (!caller.MayActFor(open.Case.Body) && route.Chain.All(link => link.Body != caller.Body))
        {
            return Problems.OnlyAnsweringBody.Because();
        }

        if (!(await work.ReasonAsync(ReasonAct.Handover, request.Reason, ct)).Is(out var reason, out var unknown))
        {
            return unknown;
        }

        if (open.Case.State == CaseState.Closed || open.Case.Body == request.To)
        {
            return Problems.CaseMoveIllegal.Because(null, ("state", open.Case.State));
        }

        if (route.Chain.SingleOrDefault(link => link.Body == request.To && link.PassedOver is null) is not { } link)
        {
            return Problems.BodyUnknown.At("to", "not a body of the chain that can answer now", ("chain", route.Chain));
        }

        var before = open.Case.Body;
        await work.PassAsync(open.Case, request.To, link.Because, ct);
        open.Interest.News();
        await work.RememberAsync(open.Case, CaseEvent.HandedOver, before, ct, reason.Code, byLink: caller.ByLink);
        db.Note("case-handed-over", id);
        // As it is saved, it is another body's.
        await db.AcrossBodiesAsync(() => db.SaveChangesAsync(ct), ct);
        await news.TellPeopleAsync(ct);
        await news.TellBodiesAsync(before == caller.Body ? [] : [before], ct, waitedFor: request.To);
        return TypedResults.NoContent();
    }
}
