using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.ActionLinks;

/// <summary>
/// Sends the neutral mail once more, with a new link, to the address of the body that a link was for. At once: the time
/// tells only when the body itself asked. Once for each link, so that nobody can flood the address; the answer is the
/// same whatever the link is.
/// </summary>
public static class RenewLink
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{token}/renewal", ExecuteAsync).WithName("RenewLink").WithSummary("Ask for a new link");

    public static async Task<RazorComponentResult<RenewedPage>> ExecuteAsync(
        string token,
        MatchingDb db,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (await ActionLink.RenewAsync(db, token, clock, ct) is { } body)
        {
            await db.EnqueueAsync(News.ForLink, body, clock.GetUtcNow(), ct);
        }

        return new(new { Language = language });
    }
}
