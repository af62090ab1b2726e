using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Starters;

/// <summary>A starter is not asked for a while: until a day, or until somebody ends the pause.</summary>
public static class PauseStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/starters/{id:guid}/pause", ExecuteAsync)
            .WithName("PauseStarter")
            .WithSummary("A starter is not asked, perhaps until a day")
            .Example("""{ "until": "2027-01-31" }""")
            .Refuses(Problems.Invalid, Problems.NotFound)
            .Requires(Role.Coordinator);

    /// <param name="Until">The last day of the pause; left out: until somebody ends it.</param>
    public sealed record Request(DateOnly? Until = null);

    public static async Task<Results<Ok<StarterView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request? request,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await db.LockStarterAsync(caller, id, ct) is not { } starter)
        {
            return Problems.NotFound.Because();
        }

        var today = clock.Today();
        if (request?.Until < today)
        {
            return Problems.Invalid.At("until", "is a day that is over");
        }

        starter.Pause(today, request?.Until);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok((await StarterView.ReadAsync(db, secrets, topics, clock, [starter], ct))[0]);
    }
}
