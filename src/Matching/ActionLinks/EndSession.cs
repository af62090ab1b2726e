using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Matching.ActionLinks;

/// <summary>Ends a session at once: its cookie opens nothing from then on.</summary>
public static class EndSession
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/end", ExecuteAsync)
            .WithName("EndSession")
            .WithSummary("End the session")
            .WithMetadata(new EndsOwnSession());

    public static async Task<RazorComponentResult<EndedPage>> ExecuteAsync(
        HttpContext http,
        MatchingDb db,
        IOptions<OwnAddress> own,
        Language language,
        CancellationToken ct
    )
    {
        await LinkSession.EndAsync(db, LinkCookies.SecretOf(http)!, ct);
        LinkCookies.TakeBack(http, own.Value);
        return new(new { Language = language });
    }
}
