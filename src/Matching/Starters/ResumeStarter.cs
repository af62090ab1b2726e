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

namespace Matching.Starters;

/// <summary>A starter can be asked again.</summary>
public static class ResumeStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/starters/{id:guid}/pause", ExecuteAsync)
            .WithName("ResumeStarter")
            .WithSummary("A starter can be asked again")
            .Refuses(Problems.NotFound, Problems.StarterMoveIllegal)
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await db.LockStarterAsync(caller, id, ct) is not { } starter)
        {
            return Problems.NotFound.Because();
        }

        if (!starter.Resume())
        {
            return Problems.StarterMoveIllegal.Because(null, ("state", StarterState.Active));
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
