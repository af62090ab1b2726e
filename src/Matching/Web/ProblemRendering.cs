using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Matching.Web;

/// <summary>
/// Every 4xx and 5xx, the framework's own included, leaves as <c>application/problem+json</c> with a code.
/// </summary>
public static class ProblemRendering
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services
            .AddSingleton<IProblemDetailsWriter, ProblemAsPage>() // asked first
            .AddProblemDetails(options =>
                options.CustomizeProblemDetails = context =>
                {
                    context.ProblemDetails.Extensions.Remove("traceId");
                    context.ProblemDetails.Extensions.TryAdd(
                        "code",
                        ByStatus(context.HttpContext.Response.StatusCode).Code
                    );
                }
            )
            .AddExceptionHandler<ExceptionToProblem>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.Use(SayWhenAsync)
            .UseExceptionHandler()
            .UseStatusCodePages(async context =>
                await ByStatus(context.HttpContext.Response.StatusCode).Because().ExecuteAsync(context.HttpContext)
            );

    // At the last moment: what throws clears the headers that were set before.
    private static Task SayWhenAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            if (
                http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable
                && http.Response.Headers.RetryAfter.Count == 0
            )
            {
                http.Response.Headers.RetryAfter = "5";
            }

            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>
    /// Ends calls that no route takes, where authorization would deny them by default and say 401: 404 for an address
    /// that is none, and routing's own 405 and 415, which are endpoints but no routes.
    /// </summary>
    public static IApplicationBuilder UseNotFound(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
                http.GetEndpoint() switch
                {
                    null => Problems.NotFound.Because().ExecuteAsync(http),
                    RouteEndpoint when IsOtherCharset(http.Request.ContentType) => Problems
                        .UnsupportedMediaType.Because()
                        .ExecuteAsync(http),
                    RouteEndpoint when http.Request.Headers.ContentEncoding.Count > 0 => Problems
                        .UnsupportedMediaType.Because("The body must come as it is, without Content-Encoding.")
                        .ExecuteAsync(http),
                    RouteEndpoint => next(http),
                    var refusal => refusal.RequestDelegate!(http),
                }
        );

    // JSON is UTF-8; the framework would transcode other character sets, and fail at names of none.
    private static bool IsOtherCharset(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Charset.HasValue
        && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static Problem ByStatus(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => Problems.Unauthenticated,
            StatusCodes.Status403Forbidden => Problems.Forbidden,
            StatusCodes.Status404NotFound => Problems.NotFound,
            StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed,
            StatusCodes.Status406NotAcceptable => Problems.NotAcceptable,
            StatusCodes.Status408RequestTimeout => Problems.TooSlow,
            StatusCodes.Status412PreconditionFailed => Problems.PreconditionFailed,
            StatusCodes.Status413PayloadTooLarge => Problems.TooLarge,
            StatusCodes.Status414UriTooLong => Problems.AddressTooLong,
            StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests => Problems.TooManyRequests,
            StatusCodes.Status431RequestHeaderFieldsTooLarge => Problems.HeadersTooLarge,
            StatusCodes.Status503ServiceUnavailable => Problems.Unavailable,
            >= 500 => Problems.Unexpected,
            _ => Problems.Invalid,
        };

    /// <summary>
    /// What the framework throws for bad input is told by field; anything else is told without detail.
    /// </summary>
    private sealed class ExceptionToProblem(ILogger<ExceptionToProblem> log) : IExceptionHandler
    {
        private static readonly string[] Needed = ["is needed"];

        public async ValueTask<bool> TryHandleAsync(
            HttpContext httpContext,
            Exception exception,
            CancellationToken cancellationToken
        )
        {
            var answer = exception switch
            {
                BadHttpRequestException { InnerException: JsonException json } => NotJson(json),
                BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } when TakesBody(httpContext) =>
                    Problems.Invalid.At("$", "a body is needed"),
                BadHttpRequestException bad => ByStatus(bad.StatusCode).Because(),
                _ when Failures.IsReadOnly(exception) => Problems.ReadOnly.Because(),
                _ when Failures.IsPassing(exception) => Problems.Unavailable.Because(),
                _ => Problems.Unexpected.Because(),
            };
            // The type and the place; never the message, which may quote what somebody wrote.
            if (answer.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                // In one line, for there may be many of them.
                log.LogWarning("{Failure} {SqlState}", exception.GetType(), Failures.SqlStateOf(exception));
            }
            else if (answer.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                log.LogError(
                    "{Failure} caused by {Cause} {SqlState}{NewLine}{Trace}",
                    exception.GetType(),
                    exception.InnerException?.GetType(),
                    Failures.SqlStateOf(exception),
                    Environment.NewLine,
                    exception.StackTrace
                );
            }

            await answer.ExecuteAsync(httpContext);
            return true;
        }

        // The path is made of member names that the sender wrote, so it is kept short and plain; the value is never
        // repeated.
        private static ProblemHttpResult NotJson(JsonException json)
        {
            var path = new string([
                .. (json.Path ?? "$")
                    .Where(c => char.IsAsciiLetterOrDigit(c) || "$.[]-_".Contains(c, StringComparison.Ordinal))
                    .Take(100),
            ]);
            var field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

            // First, because this message quotes the sender's own words, which may read like any of the others.
            if (json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            {
                return Problems.Invalid.At(field, "unknown member");
            }

            if (json.Message.Contains("missing required", StringComparison.Ordinal))
            {
                var within = field == "$" ? "" : field + ".";
                return Problems.Invalid.Because(
                    null,
                    (
                        "errors",
                        Missing(json.Message).ToDictionary(name => within + name, _ => Needed, StringComparer.Ordinal)
                    )
                );
            }

            return Problems.Invalid.At(
                field,
                json.Message.Contains("uplicate", StringComparison.Ordinal) ? "stands twice"
                    : field == "$" ? "not JSON of the form that this call takes"
                    : "not a value that this member takes"
            );
        }

        // «… for type 'InterestForm' was missing required properties including: 'place', 'consent'.»
        private static IEnumerable<string> Missing(string message) =>
            message.Split('\'').Where((_, index) => index % 2 == 1).Skip(1).Distinct(StringComparer.Ordinal);

        // By now the request has no endpoint any more; the handler's feature remembers it.
        private static bool TakesBody(HttpContext http) =>
            http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()
                is not null;
    }
}
