using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Cases;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Matching.ActionLinks;

/// <summary>Hands a case to another body of its chain: <see cref="HandOverCase"/>.</summary>
public static class HandOverWaiting
{
    private static readonly HandOverCase.Validator Validator = new();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/handover", ExecuteAsync)
            .WithName("HandOverWaiting")
            .WithSummary("Hand a case to another body")
            .DisableAntiforgery();

    public static async Task<Results<SeeOther, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        [FromForm] Guid to,
        [FromForm] string reason,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        News news,
        CancellationToken ct
    )
    {
        var request = new HandOverCase.Request(to, reason);
        if (!(await Validator.ValidateAsync(request, ct)).IsValid)
        {
            return Problems.Invalid.Because();
        }

        return
            (await HandOverCase.ExecuteAsync(id, request, caller, work, db, news, ct)).Result
                is ProblemHttpResult refusal
            ? refusal
            : new SeeOther("/waiting?done=handed-over");
    }
}
