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

/// <summary>An opening taken back, made by mistake or too early: the group is forming again.</summary>
public static class CloseGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/groups/{id:guid}/opening", ExecuteAsync)
            .WithName("CloseGroup")
            .WithSummary("An opening taken back: the group is forming again")
            .Refuses(Problems.NotFound, Problems.GroupMoveIllegal)
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await MoveGroup.ExecuteAsync(id, caller, db, clock, (group, today) => group.TakeBackOpening(today), ct)
            is { } problem
            ? problem
            : TypedResults.NoContent();
}
