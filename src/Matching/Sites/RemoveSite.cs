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

namespace Matching.Sites;

/// <summary>Takes a site away: its pages read nothing any more, within seconds.</summary>
public static class RemoveSite
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/sites/{id:guid}", ExecuteAsync)
            .WithName("RemoveSite")
            .WithSummary("Takes a site away: its pages read nothing any more")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await LockedSite.FindAsync(db, caller, id, ct) is not { } site)
        {
            return Problems.NotFound.Because();
        }

        db.Sites.Remove(site);
        db.Note("site-removed", id);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
