using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Matching.Cases;

/// <summary>
/// Opens a case: what is wanted, the groups that fit and why, who would start one, the conversation. The opening is
/// logged, and the person sees it. Read by the body that answers, her messages count as read; by any other, they wait
/// for that body still.
/// </summary>
public static class ReadCase
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/cases/{id:guid}", ExecuteAsync)
            .WithName("ReadCase")
            .WithSummary("A case with its matches and their reasons; the opening is logged")
            .Refuses(Problems.NotFound, Problems.OpeningReasonNeeded, Problems.RevealBudgetSpent)
            .Requires(Role.Coordinator);

    /// <param name="reason">Why the national office opens another body's case; logged.</param>
    public static async Task<Results<Ok<CaseView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        [FromHeader(Name = CaseWork.ReasonHeader)] string? reason,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        (await work.ReadAsync(id, caller, ct)).Is(out var open, out var problem)
            ? TypedResults.Ok(await CaseView.ReadAsync(db, topics, clock, open, caller, secrets, language, ct))
            : problem;
}
