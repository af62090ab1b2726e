using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>
/// A body that paused, or was passed over because it stayed silent, answers again, for what comes from now on.
/// </summary>
public static class ResumeBody
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/bodies/{id:guid}/pause", ExecuteAsync)
            .WithName("ResumeBody")
            .WithSummary("Ends a body's pause or silence")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound, Problems.NationalOfficeStays, Problems.BodyMoveIllegal);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await MoveBody.RefusalAsync(id, caller, db, body => body.Resume() | body.Speak(), ct) is { } problem)
        {
            return problem;
        }

        await db.EnqueueAsync(Body.AnswersAgain, id, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }
}
