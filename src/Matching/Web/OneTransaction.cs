using System;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Web;

/// <summary>
/// Whatever a call changes, it changes in one transaction: an answer below 400 commits before the first byte of it
/// leaves, any other, and any exception, changes nothing. One that gets into another's way is run again. What staff
/// call, also to read, runs in one that shows what is their body's and nothing else.
/// </summary>
public static class OneTransaction
{
    private const int MostAttempts = 3;

    /// <summary>Wraps every writing route of this group, and the reading ones of staff.</summary>
    public static RouteGroupBuilder InOneTransaction(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter(
            async (call, next) =>
            {
                var route = call.HttpContext.GetEndpoint()!.Metadata;
                var reads =
                    HttpMethods.IsGet(call.HttpContext.Request.Method) || route.GetMetadata<SearchRoute>() is not null;
                var staff =
                    route.GetMetadata<IAllowAnonymous>() is null && route.GetMetadata<ForAnybody>() is null
                        ? await Caller.OrNullAsync(call.HttpContext)
                        : null;
                if (reads && staff is null)
                {
                    return await next(call);
                }

                var db = call.HttpContext.RequestServices.GetRequiredService<MatchingDb>();
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        return await RunAsync(call, next, db, reads, staff);
                    }
                    catch (Exception failure) when (attempt < MostAttempts && Failures.IsCollision(failure))
                    {
                        // All of it was undone, and nothing is answered yet.
                        db.ChangeTracker.Clear();
                        db.Acts.Clear();
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
        MatchingDb db,
        bool reads,
        Caller? staff
    )
    {
        var ct = call.HttpContext.RequestAborted;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var connections = call.HttpContext.RequestServices.GetRequiredService<Connections>();
        if (!reads && await connections.IsReadOnlyAsync((NpgsqlConnection)db.Database.GetDbConnection(), ct))
        {
            return Problems.ReadOnly.Because();
        }

        if (staff is not null)
        {
            await db.AsStaffAsync(staff, ct);
        }

        try
        {
            var result = await next(call);
            if (ResultFacts.StatusOf(result) < StatusCodes.Status400BadRequest)
            {
                if (staff is not null && !await EndAsync(call.HttpContext, db, staff, reads, ct))
                {
                    call.HttpContext.Response.Headers.WWWAuthenticate = BearerKeys.Name;
                    return Problems.Unauthenticated.Because();
                }

                await transaction.CommitAsync(ct);
            }

            return result;
        }
        finally
        {
            db.IsStaffs = false;
        }
    }

    // A call may have waited for long: who was shut out meanwhile changes nothing any more, and is shown nothing.
    private static async Task<bool> EndAsync(
        HttpContext http,
        MatchingDb db,
        Caller staff,
        bool reads,
        CancellationToken ct
    )
    {
        var services = http.RequestServices;
        var clock = services.GetRequiredService<TimeProvider>();
        if (
            http.GetEndpoint()!.Metadata.GetMetadata<EndsOwnSession>() is null
            && !await db
                .Database.SqlQuery<bool>($"""select still_opens({staff.Key}, {clock.Today()}) as "Value" """)
                .SingleAsync(ct)
        )
        {
            return false;
        }

        var secrets = services.GetRequiredService<Secrets>();
        await (
            reads
                ? db.UnlessReadOnlyAsync(() => db.AppendAsync(secrets, staff, clock, ct))
                : db.AppendAsync(secrets, staff, clock, ct)
        );
        return true;
    }
}

/// <summary>
/// Marks a POST that only asks, so that nothing of the question stands in an address: it changes nothing.
/// </summary>
public sealed record SearchRoute;

/// <summary>Marks a call whose session is gone when it is done.</summary>
public sealed record EndsOwnSession;

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
