using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Matching.Sites;

/// <summary>
/// Registers a site: from its origins, pages in browsers may read what anyone may read, within seconds.
/// </summary>
public static class AddSite
{
    /// <summary>A form with everything in it, for the document.</summary>
    public const string Example = """
        {
          "name": "Kommunens sider", "origins": ["https://www.kommune.example.org", "https://kommune.example.org:8443"],
          "body": "42117670-f9cc-47cc-9ff7-5592335f314d", "test": false
        }
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/sites", ExecuteAsync)
            .WithName("AddSite")
            .WithSummary("A new site, whose pages may search here")
            .Example(Example)
            .Requires(Role.BodyAdmin)
            .Validates<SiteForm, SiteForm.Validator>()
            .Idempotent<SiteForm>()
            .Refuses(Problems.BodyUnknown, Problems.OriginRefused, Problems.TooManySites);

    public static async Task<Results<Created<SiteView>, ProblemHttpResult>> ExecuteAsync(
        SiteForm request,
        Caller caller,
        MatchingDb db,
        IOptions<SiteOptions> options,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var body = request.Body ?? caller.Body;
        if (!caller.MayActFor(body))
        {
            return Problems.Forbidden.Because();
        }

        if (!await db.Bodies.AnyAsync(known => known.Id == body && known.State != BodyState.Ended, ct))
        {
            return Problems.BodyUnknown.At("body", "no body has this id, or it has ended");
        }

        if (request.Refusal(options.Value) is { } refusal)
        {
            return refusal;
        }

        if (await db.Sites.CountAsync(row => row.Body == body, ct) >= Site.MostOfBody)
        {
            return Problems.TooManySites.Because();
        }

        var site = new Site
        {
            Id = RandomId.New(),
            Body = body,
            CreatedOn = clock.Today(),
        };
        site.Write(request);
        db.Sites.Add(site);
        db.Note("site-added", site.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/v1/sites/{site.Id}", SiteView.Of(site));
    }
}
