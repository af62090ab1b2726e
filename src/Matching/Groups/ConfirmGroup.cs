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
/// Somebody says that what is written of a group is still right: a fresh group ranks before a stale one.
/// </summary>
public static class ConfirmGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/groups/{id:guid}/confirmation", ExecuteAsync)
            .WithName("ConfirmGroup")
            .WithSummary("What is written of the group is still right")
            .Refuses(Problems.NotFound, Problems.GroupMoveIllegal)
            .Requires(Role.Coordinator);

    public static async Task<Results<Ok<GroupView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await MoveGroup.ExecuteAsync(id, caller, db, clock, (group, today) => group.Confirm(today), ct) is { } problem
            ? problem
            : TypedResults.Ok((await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct, caller))[0]);
}
