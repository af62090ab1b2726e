using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Matching.Web;

/// <summary>Every 4xx and 5xx, the framework's own included, leaves as <c>application/problem+json</c> with a code.</summary>
public static class ProblemRendering
{
    public static IServiceCollection AddProblems(this IServiceCollection services) => services
        .AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions.Remove("traceId");
            context.ProblemDetails.Extensions.TryAdd("code", ByStatus(context.HttpContext.Response.StatusCode).Code);
        })
        .AddExceptionHandler<ExceptionToProblem>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app
        .UseExceptionHandler()
        .UseStatusCodePages(async context =>
            await ByStatus(context.HttpContext.Response.StatusCode).Because().ExecuteAsync(context.HttpContext));

    /// <summary>Ends calls to addresses that are none: 404, where authorization would deny them by default and say 401.</summary>
    public static IApplicationBuilder UseNotFound(this IApplicationBuilder app) => app.Use((http, next) =>
        http.GetEndpoint() is null ? Problems.NotFound.Because().ExecuteAsync(http) : next(http));

    private static Problem ByStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Problems.Unauthenticated,
        StatusCodes.Status403Forbidden => Problems.Forbidden,
        StatusCodes.Status404NotFound => Problems.NotFound,
        StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => Problems.NotAcceptable,
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => Problems.TooManyRequests,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => Problems.HeadersTooLarge,
        StatusCodes.Status503ServiceUnavailable => Problems.Unavailable,
        >= 500 => Problems.Unexpected,
        _ => Problems.Invalid,
    };

    /// <summary>What the framework throws for bad input is told by field; anything else is told without detail.</summary>
    private sealed class ExceptionToProblem(ILogger<ExceptionToProblem> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var answer = exception switch
            {
                BadHttpRequestException { InnerException: JsonException json } => NotJson(json),
                JsonException json => NotJson(json),
                BadHttpRequestException bad => ByStatus(bad.StatusCode).Because(),
                NpgsqlException { IsTransient: true } or TimeoutException => Problems.Unavailable.Because(),
                _ => Problems.Unexpected.Because(),
            };
            if (answer.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                httpContext.Response.Headers.RetryAfter = "5";
            }

            if (answer.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                // The type and the place; never the message, which may quote what somebody wrote.
                log.LogError(
                    "{Failure} caused by {Cause} {SqlState}{NewLine}{Trace}",
                    exception.GetType(), exception.InnerException?.GetType(), ((exception as PostgresException) ?? exception.InnerException as PostgresException)?.SqlState,
                    Environment.NewLine, exception.StackTrace);
            }

            await answer.ExecuteAsync(httpContext);
            return true;
        }

        // The path is made of member names that the sender wrote, so it is kept short and plain; the value is never repeated.
        private static ProblemHttpResult NotJson(JsonException json)
        {
            var path = new string([.. (json.Path ?? "$").Where(c => char.IsAsciiLetterOrDigit(c) || "$.[]-_".Contains(c, StringComparison.Ordinal)).Take(100)]);
            var field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
            var reason = json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) ? "unknown member"
                : json.Message.Contains("uplicate", StringComparison.Ordinal) ? "stands twice"
                : json.Message.Contains("missing required", StringComparison.Ordinal) ? "a required member is missing: " + Missing(json.Message)
                : field == "$" ? "not JSON of the form that this call takes"
                : "not a value that this member takes";
            return Problems.Invalid.Because(null, ("errors", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [reason] }));
        }

        private static string Missing(string message) =>
            string.Join(", ", message.Split('\'').Where((_, index) => index % 2 == 1).Skip(1));
    }
}
