using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>A group meets again after a pause.</summary>
public static class ResumeGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/groups/{id:guid}/pause", ExecuteAsync)
            .WithName("ResumeGroup")
            .WithSummary("A group meets again after a pause")
            .Refuses(Problems.NotFound, Problems.GroupMoveIllegal)
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await MoveGroup.ExecuteAsync(id, caller, db, clock, (group, today) => group.Resume(today), ct) is { } problem
            ? problem
            : TypedResults.NoContent();
}
