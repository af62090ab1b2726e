using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Web;

/// <summary>What every answer says to browsers, whatever its status.</summary>
public static class SecurityHeaders
{
    private const string OneYear = "max-age=31536000";
    private const string NothingOfTheDevice =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        var own = app.ApplicationServices.GetRequiredService<IOptions<OwnAddress>>();
        return app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(() =>
                {
                    var headers = http.Response.Headers;
                    headers.ContentSecurityPolicy = PolicyOf(http);
                    headers.XContentTypeOptions = "nosniff";
                    headers["Referrer-Policy"] = "no-referrer";
                    headers["Permissions-Policy"] = NothingOfTheDevice;
                    headers["Cross-Origin-Opener-Policy"] = "same-origin";
                    if (headers["Cross-Origin-Resource-Policy"].Count == 0)
                    {
                        headers["Cross-Origin-Resource-Policy"] = "same-origin";
                    }

                    // TLS ends before the service, so that a call never looks secure from here.
                    if (own.Value.IsSecure)
                    {
                        headers.StrictTransportSecurity = OneYear;
                    }

                    if (headers.CacheControl.Count == 0)
                    {
                        headers.CacheControl = "no-store";
                    }

                    return Task.CompletedTask;
                });
                return next(http);
            }
        );
    }

    // Swagger's own page starts by an inline script; what is no page is data and runs nothing.
    private static string PolicyOf(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase)
            ? "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
        : Pages.IsPage(http.Request.Path) || Pages.IsAstray(http) ? Pages.ContentPolicy
        : "default-src 'none'; frame-ancestors 'none'";
}
