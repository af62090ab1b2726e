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
using Microsoft.Extensions.Options;

namespace Matching.Sites;

/// <summary>A site written anew: an origin that it does not name any more reads nothing, within seconds.</summary>
public static class ChangeSite
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/sites/{id:guid}", ExecuteAsync)
            .WithName("ChangeSite")
            .WithSummary("A site written anew")
            .Example(AddSite.Example)
            .Requires(Role.BodyAdmin)
            .Validates<SiteForm, SiteForm.Validator>()
            .Refuses(Problems.NotFound, Problems.OriginRefused);

    public static async Task<Results<Ok<SiteView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        SiteForm request,
        IfMatch match,
        Caller caller,
        MatchingDb db,
        IOptions<SiteOptions> options,
        CancellationToken ct
    )
    {
        if (await LockedSite.FindAsync(db, caller, id, ct) is not { } site)
        {
            return Problems.NotFound.Because();
        }

        if (match.Refusal(SiteView.Of(site)) is { } refusal)
        {
            return refusal;
        }

        if (request.Body is { } body && body != site.Body)
        {
            return Problems.Forbidden.Because("A site stays with its body.");
        }

        if (request.Refusal(options.Value) is { } problem)
        {
            return problem;
        }

        site.Write(request);
        db.Note("site-changed", id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(SiteView.Of(site));
    }
}
