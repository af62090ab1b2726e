using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Matching.Access;

/// <summary>
/// What a key may be narrowed to, beside its role: to reading, to some parts of the API, or both. One that is narrowed
/// to parts opens nothing that stands in none of them: keys, bodies, links.
/// </summary>
public static class Scopes
{
    /// <summary>Nothing is changed by it; that a case was opened is logged all the same.</summary>
    public const string Read = "read";

    /// <summary>The claim that holds one.</summary>
    internal const string Claim = "scope";

    private static readonly Dictionary<string, string[]> Parts = new(StringComparer.Ordinal)
    {
        ["cases"] =
        [
            "/v1/desk/cases",
            "/v1/desk/interests",
            "/v1/desk/proposals",
            "/v1/desk/reasons",
            "/v1/desk/tasks",
        ],
        ["groups"] =
        [
            "/v1/groups",
            "/v1/starters",
            "/v1/starter-courses",
            "/v1/information-meetings",
            "/v1/cohorts",
            "/v1/desk/starter-requests",
        ],
        ["webhooks"] = ["/v1/webhooks"],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All { get; } = [Read, .. Parts.Keys];

    /// <summary>Lets nobody through whose key is narrowed to something else. After authorization.</summary>
    public static Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        string[] scopes = [.. http.User.FindAll(Claim).Select(claim => claim.Value)];
        return
            scopes.Length == 0
            || http.GetEndpoint()?.Metadata is not { } route
            || route.GetMetadata<IAllowAnonymous>() is not null
            || Covers(scopes, http.Request, reads: route.GetMetadata<SearchRoute>() is not null)
            ? next(http)
            : Problems.ScopeMissing.Because(null, ("scopes", scopes)).ExecuteAsync(http);
    }

    private static bool Covers(string[] scopes, HttpRequest request, bool reads)
    {
        string[] parts = [.. scopes.Where(scope => scope != Read)];
        return (parts.Length == scopes.Length || reads || HttpMethods.IsGet(request.Method))
            && (
                parts.Length == 0
                || parts.Any(part =>
                    Parts.TryGetValue(part, out var paths)
                    && paths.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
                )
            );
    }
}
