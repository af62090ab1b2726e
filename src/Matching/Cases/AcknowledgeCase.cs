using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Cases;

/// <summary>Says that the body takes care of a case. To say it again changes nothing.</summary>
public static class AcknowledgeCase
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/cases/{id:guid}/acknowledgement", ExecuteAsync)
            .WithName("AcknowledgeCase")
            .WithSummary("Say that the body takes care of a case")
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.OnlyAnsweringBody,
                Problems.CaseMoveIllegal
            )
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!(await work.LockAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        if (open.Case.State != CaseState.Acknowledged)
        {
            if (!open.Case.Acknowledge())
            {
                return Problems.CaseMoveIllegal.Because(null, ("state", open.Case.State));
            }

            await work.RememberAsync(open.Case, "acknowledged", caller.Body, ct, byLink: caller.ByLink);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }
}
