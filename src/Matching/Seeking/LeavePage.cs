using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>
/// The way out, for whoever somebody looks over the shoulder of: the browser forgets what it holds of these pages, and
/// shows one that says nothing.
/// </summary>
public static class LeavePage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/leave", Execute).WithName("LeavePage").WithSummary("Leaves, without a trace");

    public static RazorComponentResult<LeftPage> Execute(HttpContext http, Language language)
    {
        http.Response.Headers["Clear-Site-Data"] = "\"cache\", \"cookies\", \"storage\"";
        return new(new { Language = language });
    }
}
