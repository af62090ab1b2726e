using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.ActionLinks;

/// <summary>
/// Shows the button that uses a link up. To look changes nothing: programs that check mails follow every link in them.
/// </summary>
public static class OpenLink
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{token}", ExecuteAsync).WithName("OpenLink").WithSummary("The page of a link in a mail");

    public static async Task<Results<RazorComponentResult<LinkPage>, RazorComponentResult<GonePage>>> ExecuteAsync(
        string token,
        MatchingDb db,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        await ActionLink.Working(db, token, clock).AnyAsync(ct)
            ? new RazorComponentResult<LinkPage>(new { Language = language, Token = token })
            : Gone(language, token);

    /// <summary>What is shown for a link that opens nothing: unknown, used and expired are not told apart.</summary>
    internal static RazorComponentResult<GonePage> Gone(Language language, string token) =>
        new(new { Language = language, Token = ActionLink.IsToken(token) ? token : null })
        {
            StatusCode = StatusCodes.Status404NotFound,
        };
}
