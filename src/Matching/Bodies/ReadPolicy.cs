using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>What a body has decided for itself, for its own staff.</summary>
public static class ReadPolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/bodies/{id:guid}/policy", ExecuteAsync)
            .WithName("ReadPolicy")
            .WithSummary("The policy of a body")
            .Requires(Role.Coordinator)
            .Refuses(Problems.NotFound);

    public static async Task<Results<Ok<Policy>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        Caller caller,
        CancellationToken ct
    ) =>
        caller.MayActFor(id)
        && await db.Bodies.AsNoTracking().SingleOrDefaultAsync(body => body.Id == id, ct) is { } found
            ? TypedResults.Ok(found.Policy)
            : Problems.NotFound.Because();
}
