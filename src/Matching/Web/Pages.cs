using System;
using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Web;

/// <summary>
/// Pages for people: HTML made here of Razor components, which work without a script. What goes wrong on one is told as
/// a page.
/// </summary>
public static class Pages
{
    /// <summary>
    /// What a page may do: show itself in our own style, run our own scripts, and ask and send its forms to us alone.
    /// The small pictures in the style (marks of fields and buttons) stand in the style itself.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The field of a form in which people write: what goes wrong must not lose it.</summary>
    public const string TextField = "text";

    private static readonly string[] Roots =
    [
        "/links",
        "/waiting",
        "/status",
        "/register",
        "/receipt",
        "/bodies",
        "/groups",
        "/about",
        "/leave",
        "/embed",
    ];

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
        path == "/" || Roots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether somebody follows, in a browser, an address at which there is nothing: she reads that on a page too.
    /// </summary>
    public static bool IsAstray(HttpContext http) =>
        http.GetEndpoint() is null
        && !http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

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
                IsPage(http.Request.Path)
                && !HttpMethods.IsGet(http.Request.Method)
                && http.GetEndpoint()?.Metadata.GetMetadata<FromElsewhere>() is null
                && IsFromElsewhere(http.Request)
                    ? Problems.Forbidden.Because().ExecuteAsync(http)
                    : next(http)
        );
}

/// <summary>Marks a page's form that any site may send people to: it does nothing but fill in another form.</summary>
public sealed record FromElsewhere;
