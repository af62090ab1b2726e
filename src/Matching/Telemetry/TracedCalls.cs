using System;
using System.Diagnostics;
using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Telemetry;

/// <summary>What is told of a call: method, route and status.</summary>
internal static class TracedCalls
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>
    /// Tells of the calls of staff and of those that anybody makes to search. What a person does with her interest
    /// leaves no span and no figure, nor does what the database is asked for it a span: a span has a time, and the
    /// anonymous side has none. Must stand first.
    /// </summary>
    public static IApplicationBuilder UseTracedCalls(this IApplicationBuilder app) =>
        app.ApplicationServices.GetRequiredService<IOptions<TelemetryOptions>>().Value.Endpoint is null
            ? app
            : app.Use(
                async (http, next) =>
                {
                    var call = Activity.Current;
                    if (IsHers(http) && http.Features.Get<IHttpMetricsTagsFeature>() is { } figures)
                    {
                        figures.MetricsDisabled = true;
                    }

                    if (call is not null && IsHers(http))
                    {
                        call.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                        call.IsAllDataRequested = false;
                        call = null;
                    }

                    await next(http);
                    if (call is not null)
                    {
                        Tell(call, http);
                    }
                }
            );

    // Also by the header, for the routes of hers that begin differently.
    private static bool IsHers(HttpContext http) =>
        http.Request.Path.Value!.StartsWith("/v1/interest", StringComparison.OrdinalIgnoreCase)
        || http.Request.Headers.Authorization.ToString().StartsWith("Receipt", StringComparison.OrdinalIgnoreCase);

    private static void Tell(Activity call, HttpContext http)
    {
        var method = http.Request.Method;
        call.SetTag("http.request.method", Methods.Contains(method, StringComparer.Ordinal) ? method : "_OTHER");
        call.SetTag("http.response.status_code", http.Response.StatusCode);
        call.SetTag("http.route", (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        call.SetStatus(http.Response.StatusCode >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }
}
