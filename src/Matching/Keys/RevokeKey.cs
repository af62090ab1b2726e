using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Keys;

/// <summary>A key opens nothing from the next call on. Its row stays, to say what it was.</summary>
public static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/keys/{id:guid}", ExecuteAsync)
            .WithName("RevokeKey")
            .WithSummary("Takes a key away")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            await db.ApiKeys.SingleOrDefaultAsync(key => key.Id == id, ct) is not { } key
            || !caller.MayActFor(key.Body)
        )
        {
            return Problems.NotFound.Because();
        }

        // Else an admin of the national office's own body could lock the national administration out.
        if (key.Role > caller.Role)
        {
            return Problems.Forbidden.Because();
        }

        key.Revoke(clock.Today());
        db.Note("key-revoked", id);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
