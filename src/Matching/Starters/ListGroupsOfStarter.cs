using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>The groups that a starter took and is with, for her own body.</summary>
public static class ListGroupsOfStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/starters/{id:guid}/groups", ExecuteAsync)
            .WithName("ListGroupsOfStarter")
            .WithSummary("The groups that a starter took and is with")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public sealed record Response(IReadOnlyList<GroupOfStarter> Items);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!await db.StartersOf(caller).AnyAsync(starter => starter.Id == id, ct))
        {
            return Problems.NotFound.Because();
        }

        var taken = await db
            .StarterRequests.AsNoTracking()
            .Where(row => row.Starter == id && row.State == RequestState.Accepted)
            .OrderBy(row => row.AnsweredOn)
            .ThenBy(row => row.Id)
            .ToDictionaryAsync(row => row.GroupId, ct);
        var groups = await GroupView.ReadAsync(
            db,
            topics,
            clock,
            [.. taken.Values.Select(row => new GroupAt(row.GroupId, row.Km))],
            ct,
            caller
        );
        return TypedResults.Ok(
            new Response([
                .. groups.Select(group =>
                {
                    var row = taken[group.Id];
                    return new GroupOfStarter(group, row.AnsweredOn!.Value, row.FollowUpOn, row.FollowedUpOn);
                }),
            ])
        );
    }
}
