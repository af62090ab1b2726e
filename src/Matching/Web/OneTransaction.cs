using Matching.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Web;

/// <summary>
/// Whatever a call changes, it changes in one transaction: an answer below 400 commits before the first byte of it
/// leaves, any other, and any exception, changes nothing.
/// </summary>
public static class OneTransaction
{
    /// <summary>Wraps every writing route of this group; reading ones go without.</summary>
    public static RouteGroupBuilder InOneTransaction(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter(
            async (call, next) =>
            {
                if (
                    HttpMethods.IsGet(call.HttpContext.Request.Method)
                    || call.HttpContext.GetEndpoint()?.Metadata.GetMetadata<SearchRoute>() is not null
                )
                {
                    return await next(call);
                }

                var ct = call.HttpContext.RequestAborted;
                var db = call.HttpContext.RequestServices.GetRequiredService<MatchingDb>();
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var result = await next(call);
                if (ResultFacts.StatusOf(result) < StatusCodes.Status400BadRequest)
                {
                    await transaction.CommitAsync(ct);
                }

                return result;
            }
        );
}

/// <summary>
/// Marks a POST that only asks, so that nothing of the question stands in an address: it changes nothing.
/// </summary>
public sealed record SearchRoute;

/// <summary>What can be told of a typed result before it is written.</summary>
internal static class ResultFacts
{
    public static object? Unwrap(object? result) => result is INestedHttpResult nested ? nested.Result : result;

    /// <summary>Where it says that something was made. Created results share no interface that tells it.</summary>
    public static string? LocationOf(object? result) =>
        Unwrap(result) is { } made
            ? made.GetType().GetProperty(nameof(Created.Location))?.GetValue(made) as string
            : null;

    public static int StatusOf(object? result) =>
        (Unwrap(result) as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
}
