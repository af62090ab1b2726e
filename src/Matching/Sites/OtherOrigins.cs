using System;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Matching.Sites;

/// <summary>
/// Pages of other origins. A browser says by <c>Origin</c> where a page stands: one of a registered site may do what a
/// route says is open to it, and everything else is refused before anything is done, not only kept from being read.
/// Whoever comes without an <c>Origin</c> is no page, and shows a key or is anyone.
/// </summary>
public static class OtherOrigins
{
    // What every answer to a site on trial says, so that its pages can show it.
    private const string SiteMode = "Site-Mode",
        OnTrial = "test";

    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    /// <summary>What pages of registered sites get, and without credentials.</summary>
    public static void Allow(CorsPolicyBuilder policy, KnownOrigins known) =>
        policy
            .SetIsOriginAllowed(known.Has)
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
            .WithHeaders(HeaderNames.ContentType, HeaderNames.AcceptLanguage, HeaderNames.IfNoneMatch)
            .WithExposedHeaders(
                HeaderNames.ETag,
                HeaderNames.Link,
                HeaderNames.RetryAfter,
                "Deprecation",
                "Sunset",
                "RateLimit",
                "RateLimit-Policy",
                SiteMode
            )
            .SetPreflightMaxAge(PreflightAge);

    /// <summary>
    /// Opens the reading calls of anyone among these routes, those to come too: a GET or a search that needs neither a
    /// key nor a receipt.
    /// </summary>
    public static RouteGroupBuilder OpenReadingToSites(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(route =>
        {
            if (AnyonesReading.Is(route.Metadata))
            {
                route.Metadata.Add(new EnableCorsAttribute());
            }
        });
        return routes;
    }

    /// <summary>Must stand after routing, and before whatever does anything.</summary>
    public static IApplicationBuilder UseOtherOrigins(this IApplicationBuilder app) => app.Use(RefuseAsync).UseCors();

    private static async Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        var isOpen = http.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>() is not null;
        var given = http.Request.Headers.Origin;
        var origin = given.ToString();
        var services = http.RequestServices;
        if (
            given.Count == 0
            || services.GetRequiredService<IOptions<OwnAddress>>().Value.IsOrigin(origin)
            // Forms on pages of ours, which send no referrer, say «null»; there other signs are asked for.
            || (origin == "null" && Pages.IsPage(http.Request.Path))
            || http.GetEndpoint()?.Metadata.GetMetadata<FromElsewhere>() is not null
        )
        {
            if (isOpen)
            {
                // A cache between must not give this answer, which opens nothing, to a page of a site.
                http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            }

            await next(http);
            return;
        }

        var site =
            origin.Length <= SiteOrigin.Longest
                ? await services
                    .GetRequiredService<KnownOrigins>()
                    .SiteAsync(services.GetRequiredService<MatchingDb>(), origin, http.RequestAborted)
                : null;
        if (site is { IsTest: true })
        {
            // At the last moment: what throws clears the headers that were set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[SiteMode] = OnTrial;
                return Task.CompletedTask;
            });
        }

        if (site is null)
        {
            await Problems.OriginNotRegistered.Because().ExecuteAsync(http);
        }
        else if (!isOpen)
        {
            await Problems.NotForSites.Because().ExecuteAsync(http);
        }
        else
        {
            RateLimits.CountForSite(http, site.Id, site.IsTest);
            await next(http);
        }
    }
}
