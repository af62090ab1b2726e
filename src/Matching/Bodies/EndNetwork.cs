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

namespace Matching.Bodies;

/// <summary>
/// A network ends; the national office alone says so. Its contact points work each for themselves, and its lead neither
/// answers for them nor reads their cases from then on.
/// </summary>
public static class EndNetwork
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/networks/{id:guid}", ExecuteAsync)
            .WithName("EndNetwork")
            .WithSummary("Ends a network for good")
            .Requires(Role.NationalAdmin)
            .Refuses(Problems.NotFound);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await Network.LockAsync(db, id, ct) is not { } found)
        {
            return Problems.NotFound.Because();
        }

        found.End();
        db.Note("network-ended", id);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
