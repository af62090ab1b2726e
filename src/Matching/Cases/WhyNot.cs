using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Matches;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Matching.Cases;

/// <summary>
/// Why a group was not matched with a case, whichever group it is: every rule that keeps the two apart, with its
/// figures; or that it is matched, and why. It tells how many places are on offer, never to whom. The opening is
/// logged.
/// </summary>
public static class WhyNot
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/cases/{id:guid}/why-not/{groupId:guid}", ExecuteAsync)
            .WithName("WhyNot")
            .WithSummary("Why a group was not matched with a case, or why it was")
            .Refuses(Problems.NotFound, Problems.OpeningReasonNeeded, Problems.RevealBudgetSpent)
            .Requires(Role.Coordinator);

    /// <param name="reason">Why the national office opens another body's case; logged.</param>
    public static async Task<Results<Ok<Explained>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Guid groupId,
        [FromHeader(Name = CaseWork.ReasonHeader)] string? reason,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        FindMatches matches,
        TopicNames topics,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await work.ReadAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        var (interest, body) = (open.Interest, open.Case.Body);
        var explained = await Explained.ReadAsync(db, matches, topics, clock, interest, body, [groupId], language, ct);
        return explained.Count == 0 ? Problems.NotFound.Because() : TypedResults.Ok(explained[0]);
    }
}
