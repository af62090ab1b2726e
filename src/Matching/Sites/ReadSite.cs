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
using Microsoft.EntityFrameworkCore;

namespace Matching.Sites;

/// <summary>One site of the caller's body; what belongs to another body is not there for her.</summary>
public static class ReadSite
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/sites/{id:guid}", ExecuteAsync)
            .WithName("ReadSite")
            .WithSummary("One site")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound);

    public static async Task<Results<Ok<SiteView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    ) =>
        await db.Sites.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is { } site
        && caller.MayActFor(site.Body)
            ? TypedResults.Ok(SiteView.Of(site))
            : Problems.NotFound.Because();
}
