using System;
using System.Collections.Generic;
using System.Linq;
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
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>Whom a group's body asked to start it, latest last, and what came of it.</summary>
public static class ListRequestsOfGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/groups/{id:guid}/starter-requests", ExecuteAsync)
            .WithName("ListRequestsOfGroup")
            .WithSummary("The starters who were asked for a group, and what came of it")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public sealed record Response(IReadOnlyList<RequestOfGroup> Items);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        Language language,
        CancellationToken ct
    )
    {
        var body = await db
            .Groups.Where(group => group.Id == id)
            .Select(group => (Guid?)group.Body)
            .SingleOrDefaultAsync(ct);
        if (body is null || !caller.MayActFor(body.Value))
        {
            return Problems.NotFound.Because();
        }

        var requests = await db
            .StarterRequests.AsNoTracking()
            .Where(row => row.GroupId == id)
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Id)
            .ToListAsync(ct);
        return TypedResults.Ok(
            new Response(await RequestOfGroup.ReadAsync(db, secrets, topics, caller, requests, language, ct))
        );
    }
}
