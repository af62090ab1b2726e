using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Seeking;

/// <summary>
/// What is kept, for how long, who is the controller, who answers, how to complain, and how accessible all this is.
/// </summary>
public static class ShowAbout
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/about", ExecuteAsync)
            .WithName("ShowAbout")
            .IsSameForAll()
            .WithSummary("What is kept, by whom, for how long");

    public static async Task<RazorComponentResult<AboutPage>> ExecuteAsync(
        MatchingDb db,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        new(
            new
            {
                Language = language,
                Controller = await BodyView.OfAsync(
                    db,
                    await db
                        .Bodies.Where(body => body.Kind == BodyKind.NationalOffice)
                        .Select(body => body.Id)
                        .FirstAsync(ct),
                    clock.Today(),
                    ct
                ),
            }
        );
}
