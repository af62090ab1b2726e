using System;
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

/// <summary>Uses a link up and opens a session at the waiting list.</summary>
public static class UseLink
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{token}", ExecuteAsync).WithName("UseLink").WithSummary("Use a link up and come in");

    public static async Task<Results<SeeOther, RazorComponentResult<GonePage>>> ExecuteAsync(
        string token,
        HttpContext http,
        MatchingDb db,
        IOptions<OwnAddress> own,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (await ActionLink.UseUpAsync(db, token, clock, ct) is not { } link)
        {
            return OpenLink.Gone(language, token);
        }

        LinkCookies.Give(http, own.Value, await LinkSession.BeginAsync(db, link, clock, ct));
        return new SeeOther("/waiting");
    }
}
