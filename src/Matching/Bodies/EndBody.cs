using System;
using System.Linq;
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
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// A body ends for good; the national office alone says so. Its keys open nothing from then on, and its cases go to
/// whoever answers next. Its coverage stays until it runs out, so that answers can say that it has ended and its
/// network's lead goes on answering for it.
/// </summary>
public static class EndBody
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/bodies/{id:guid}/end", ExecuteAsync)
            .WithName("EndBody")
            .WithSummary("Ends a body for good")
            .Requires(Role.NationalAdmin)
            .Refuses(Problems.NotFound, Problems.NationalOfficeStays, Problems.BodyMoveIllegal);

    public static async Task<Results<Ok<BodyView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await MoveBody.RefusalAsync(id, caller, db, body => body.End(), ct) is { } problem)
        {
            return problem;
        }

        await FollowAsync(db, id, clock, ct);
        return TypedResults.Ok(await BodyView.OfAsync(db, id, clock.Today(), ct));
    }

    /// <summary>What follows from an end that is saved.</summary>
    internal static async Task FollowAsync(MatchingDb db, Guid id, TimeProvider clock, CancellationToken ct)
    {
        await db
            .ApiKeys.Where(key => key.Body == id && key.RevokedOn == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedOn, clock.Today()), ct);
        await db.EnqueueAsync(Body.StoppedAnswering, id, clock.GetUtcNow(), ct);
    }
}
