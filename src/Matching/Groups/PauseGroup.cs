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

/// <summary>A group rests for a while, say in summer: by default nobody finds it.</summary>
public static class PauseGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/groups/{id:guid}/pause", ExecuteAsync)
            .WithName("PauseGroup")
            .WithSummary("A group rests, and is found by nobody")
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
        await MoveGroup.ExecuteAsync(id, caller, db, clock, (group, _) => group.Pause(), ct) is { } problem
            ? problem
            : TypedResults.Ok((await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct, caller))[0]);
}
