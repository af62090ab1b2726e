using System;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Web;

/// <summary>
/// Whatever a call changes, it changes in one transaction: an answer below 400 commits before the first byte of it
/// leaves, any other, and any exception, changes nothing. One that gets into another's way is run again.
/// </summary>
public static class OneTransaction
{
    private const int MostAttempts = 3;

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

                var db = call.HttpContext.RequestServices.GetRequiredService<MatchingDb>();
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        return await RunAsync(call, next, db);
                    }
                    catch (Exception failure) when (attempt < MostAttempts && Failures.IsCollision(failure))
                    {
                        // All of it was undone, and nothing is answered yet.
                        db.ChangeTracker.Clear();
                        await Task.Delay(
                            RandomNumberGenerator.GetInt32(10, 60) * attempt,
                            call.HttpContext.RequestAborted
                        );
                    }
                }
            }
        );

    private static async ValueTask<object?> RunAsync(
        EndpointFilterInvocationContext call,
        EndpointFilterDelegate next,
        MatchingDb db
    )
    {
        var ct = call.HttpContext.RequestAborted;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var connections = call.HttpContext.RequestServices.GetRequiredService<Connections>();
        if (await connections.IsReadOnlyAsync((NpgsqlConnection)db.Database.GetDbConnection(), ct))
        {
            return Problems.ReadOnly.Because();
        }

        var result = await next(call);
        if (ResultFacts.StatusOf(result) < StatusCodes.Status400BadRequest)
        {
            await transaction.CommitAsync(ct);
        }

        return result;
    }
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
