using Microsoft.AspNetCore.Builder;

namespace Matching.Web;

/// <summary>What every answer says to browsers, whatever its status.</summary>
public static class SecurityHeaders
{
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                // Swagger's own page starts by an inline script; everything else here is data and runs nothing.
                var policy =
                    http.Request.Path.StartsWithSegments("/swagger", System.StringComparison.Ordinal)
                        ? "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
                    : Pages.IsPage(http.Request.Path) ? Pages.ContentPolicy
                    : "default-src 'none'; frame-ancestors 'none'";
                http.Response.OnStarting(() =>
                {
                    var headers = http.Response.Headers;
                    headers.ContentSecurityPolicy = policy;
                    headers.XContentTypeOptions = "nosniff";
                    headers["Referrer-Policy"] = "no-referrer";
                    headers["Cross-Origin-Resource-Policy"] = "same-origin";
                    if (headers.CacheControl.Count == 0)
                    {
                        headers.CacheControl = "no-store";
                    }

                    return System.Threading.Tasks.Task.CompletedTask;
                });
                return next(http);
            }
        );
}
