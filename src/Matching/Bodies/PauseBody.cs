using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>
/// A body stops answering for a while: the next in each of its chains does. What it has acknowledged stays with it;
/// what it has not goes on to that one.
/// </summary>
public static class PauseBody
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/bodies/{id:guid}/pause", ExecuteAsync)
            .WithName("PauseBody")
            .WithSummary("Lets a body pause")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound, Problems.NationalOfficeStays, Problems.BodyMoveIllegal);

    public static async Task<Results<Ok<BodyView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await MoveBody.RefusalAsync(id, caller, db, body => body.Pause(), ct) is { } problem)
        {
            return problem;
        }

        await db.EnqueueAsync(Body.StoppedAnswering, id, clock.GetUtcNow(), ct);
        return TypedResults.Ok(await BodyView.OfAsync(db, id, clock.Today(), ct));
    }
}
