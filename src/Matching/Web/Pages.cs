using System;
using System.IO;
using System.Linq;
using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Web;

/// <summary>
/// Pages for people: HTML made here of Razor components, without a script. What goes wrong on one is told as a page.
/// </summary>
public static class Pages
{
    /// <summary>What a page may do: show itself in our own style, and send its forms to us.</summary>
    public const string ContentPolicy =
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The field of a form in which people write: what goes wrong must not lose it.</summary>
    public const string TextField = "text";

    private static readonly string[] Roots = ["/links", "/waiting", "/status"];

    /// <summary>To be called last: it takes away what others bring along.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        // It comes with authentication and components, protects nothing here, and would write a key to a home folder
        // at the first start.
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
        return services;
    }

    /// <summary>Whether people read in a browser what is answered there.</summary>
    public static bool IsPage(PathString path) =>
        Roots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether another site sent a form here. Every browser of today says where it stood; one that does not is
    /// believed. (Origin is of no use: under our own referrer policy it is «null»; any other was refused before.)
    /// </summary>
    public static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin");

    /// <summary>
    /// Refuses forms that another site sent, whoever they say they come from; must stand before whatever does anything.
    /// </summary>
    public static IApplicationBuilder UseOwnForms(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
                IsPage(http.Request.Path) && !HttpMethods.IsGet(http.Request.Method) && IsFromElsewhere(http.Request)
                    ? Problems.Forbidden.Because().ExecuteAsync(http)
                    : next(http)
        );

    /// <summary>What pages are made with: the style of all, and the worker that solves challenges.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (
            var (name, type) in new[]
            {
                ("pages.css", MediaTypeNames.Text.Css),
                ("proof.js", MediaTypeNames.Text.JavaScript),
            }
        )
        {
            var asset = Read(name);
            routes
                .MapGet(
                    $"/assets/{name}",
                    FileContentHttpResult (HttpContext http) =>
                    {
                        http.Response.Headers.CacheControl = "public, max-age=3600";
                        return TypedResults.Bytes(asset, type + "; charset=utf-8");
                    }
                )
                .ExcludeFromDescription()
                .AllowAnonymous();
        }
    }

    private static byte[] Read(string asset)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"assets/{asset}")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
