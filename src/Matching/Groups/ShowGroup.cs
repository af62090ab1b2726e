using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>
/// One group, in whatever state; its own staff, who come with a key, see where it meets. Costs the caller nothing:
/// nothing is kept of who looked at which.
/// </summary>
public static class ShowGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/groups/{id:guid}", ExecuteAsync)
            .WithName("ShowGroup")
            .IsSameForAll()
            .WithSummary("One group")
            .Refuses(Problems.NotFound)
            .AllowAnonymous();

    public static async Task<Results<Ok<GroupView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        HttpContext http,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct, await Caller.OrNullAsync(http)) is [var group]
            ? TypedResults.Ok(group)
            : Problems.NotFound.Because();
}
