using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>
/// What every move of a group from state to state has in common: its own staff alone make it, and only where it is
/// legal.
/// </summary>
internal static class MoveGroup
{
    /// <summary>A move of a group on a day; false where its state does not allow it.</summary>
    public delegate bool Move(SelfHelpGroup group, DateOnly today);

    /// <summary>Maps a move that somebody puts to a group; answers with the group as it is then.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="what">The last part of the address, say <c>opening</c>.</param>
    public static RouteHandlerBuilder MapMove(this IEndpointRouteBuilder routes, string name, string what, Move move) =>
        routes
            .MapPut(
                $"/groups/{{id:guid}}/{what}",
                async Task<Results<Ok<GroupView>, ProblemHttpResult>> (
                    Guid id,
                    Caller caller,
                    MatchingDb db,
                    TopicNames topics,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    await RefusalAsync(id, caller, db, clock, move, ct) is { } problem
                        ? problem
                        : TypedResults.Ok(
                            (await GroupView.ReadAsync(db, topics, clock, [new(id, null)], ct, caller))[0]
                        )
            )
            .Moves(name);

    /// <summary>Maps a move that takes an earlier one back; answers with nothing.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="what">The last part of the address of the earlier one.</param>
    public static RouteHandlerBuilder MapMoveBack(
        this IEndpointRouteBuilder routes,
        string name,
        string what,
        Move move
    ) =>
        routes
            .MapDelete(
                $"/groups/{{id:guid}}/{what}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    Guid id,
                    Caller caller,
                    MatchingDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    await RefusalAsync(id, caller, db, clock, move, ct) is { } problem
                        ? problem
                        : TypedResults.NoContent()
            )
            .Moves(name);

    private static RouteHandlerBuilder Moves(this RouteHandlerBuilder route, string name) =>
        route
            .WithName(name)
            .WithTags(name)
            .Refuses(Problems.NotFound, Problems.GroupMoveIllegal)
            .Requires(Role.Coordinator);

    // Makes the move and saves it; the problem where it is not legal or not the caller's to make, else null.
    private static async Task<ProblemHttpResult?> RefusalAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        Move move,
        CancellationToken ct
    )
    {
        if (await LockedGroup.FindAsync(db, caller, id, ct) is not { } group)
        {
            return Problems.NotFound.Because();
        }

        if (!move(group, clock.Today()))
        {
            return Problems.GroupMoveIllegal.Because(null, ("state", group.State), ("allowed", group.LegalMoves()));
        }

        await db.SaveChangesAsync(ct);
        if (group.State is GroupState.Paused or GroupState.Ended)
        {
            await db.EnqueueAsync(SelfHelpGroup.Stopped, id, clock.GetUtcNow(), ct);
        }

        return null;
    }
}
