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

namespace Matching.ActionLinks;

/// <summary>
/// A link by which whoever has a key comes to the pages in a browser, where no key can be shown. It works once, for ten
/// minutes, and what it opens has the key's role and ends with the key.
/// </summary>
public static class IssueDeskLink
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/desk/link", ExecuteAsync)
            .WithName("IssueDeskLink")
            .WithSummary("A link to the pages in a browser: the waiting list, and how the service is")
            .Requires(Role.Coordinator)
            .Idempotent<Caller>();

    /// <param name="Url">Shown this once: whoever opens it is let in.</param>
    /// <param name="Until">When it is over.</param>
    public sealed record Response(string Url, DateTimeOffset Until);

    public static async Task<Created<Response>> ExecuteAsync(
        Caller caller,
        MatchingDb db,
        IOptions<OwnAddress> own,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (token, until) = await ActionLink.IssueAsync(db, caller, clock, ct);
        // A link has no id: what works by it is the key.
        db.Note("link-issued", caller.Key);
        var path = $"/links/{token}";
        return TypedResults.Created(path, new Response(own.Value.To(path), until));
    }
}
