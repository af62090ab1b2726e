using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Matching.Web;

/// <summary>That a call is given up, and what to call instead.</summary>
/// <param name="Since">The day from which nobody should begin to use it.</param>
/// <param name="Sunset">The day from which it may be gone.</param>
/// <param name="Successor">The address of the call that takes its place.</param>
public sealed record Deprecation(DateOnly Since, DateOnly Sunset, string Successor);

/// <summary>
/// The one place where a call is said to be given up: every answer of it tells so (<c>Deprecation</c>, RFC 9745;
/// <c>Sunset</c>, RFC 8594; <c>Link</c> to its successor, RFC 5829), and the document does.
/// </summary>
public static class Deprecations
{
    /// <summary>Declares that this call is given up.</summary>
    public static TBuilder Deprecated<TBuilder>(this TBuilder route, DateOnly since, DateOnly sunset, string successor)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Deprecation(since, sunset, successor));

    /// <summary>Tells callers of what is given up; must stand after routing.</summary>
    public static IApplicationBuilder UseDeprecations(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (http.GetEndpoint()?.Metadata.GetMetadata<Deprecation>() is { } given)
                {
                    // At the last moment: what throws clears the headers that were set before.
                    http.Response.OnStarting(() =>
                    {
                        var since = Begin(given.Since).ToUnixTimeSeconds();
                        http.Response.Headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{since}");
                        http.Response.Headers["Sunset"] = Begin(given.Sunset)
                            .ToString("R", CultureInfo.InvariantCulture);
                        http.Response.Headers.Append("Link", $"<{given.Successor}>; rel=\"successor-version\"");
                        return Task.CompletedTask;
                    });
                }

                return next(http);
            }
        );

    private static DateTimeOffset Begin(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
