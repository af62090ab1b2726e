using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>
/// What is kept, for how long, who is the controller, who answers, how to complain, and how accessible all this is.
/// </summary>
public static class ShowAbout
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/about", (Language language) => new RazorComponentResult<AboutPage>(new { Language = language }))
            .WithName("ShowAbout")
            .IsSameForAll()
            .WithSummary("What is kept, by whom, for how long");
}
