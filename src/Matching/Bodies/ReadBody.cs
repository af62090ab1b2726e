using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>One body, also when it has ended: an old link should say so. Costs the caller nothing.</summary>
public static class ReadBody
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/bodies/{id:guid}", ExecuteAsync)
            .WithName("ReadBody")
            .IsSameForAll()
            .WithSummary("One body")
            .Refuses(Problems.NotFound)
            .AllowAnonymous();

    public static async Task<Results<Ok<BodyView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        (await BodyView.ReadAsync(db, [id], clock.Today(), ct)).TryGetValue(id, out var body)
            ? TypedResults.Ok(body)
            : Problems.NotFound.Because();
}
