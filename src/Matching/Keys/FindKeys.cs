using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Keys;

/// <summary>
/// The keys of the caller's body, or of every body for the national office, oldest first; never the key itself.
/// </summary>
public static class FindKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/keys", ExecuteAsync)
            .WithName("FindKeys")
            .WithSummary("Keys by the day they were made, without the keys themselves")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.CursorInvalid);

    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<KeyItem> Items, string? NextCursor);

    /// <param name="Prefix">The first characters of the key.</param>
    /// <param name="Kind">Who holds it.</param>
    /// <param name="Scopes">What it is narrowed to; empty: all that its role may.</param>
    /// <param name="ExpiresOn">The last day on which it opens anything.</param>
    /// <param name="RevokedOn">The day it was taken away; null while it counts.</param>
    public sealed record KeyItem(
        Guid Id,
        Guid Body,
        Role Role,
        string Name,
        string Prefix,
        KeyKind Kind,
        IReadOnlyList<string> Scopes,
        DateOnly CreatedOn,
        DateOnly ExpiresOn,
        DateOnly? RevokedOn
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        Caller caller,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var keys = db.ApiKeys.AsNoTracking().Where(key => caller.IsNational || key.Body == caller.Body);
        if (after is not null)
        {
            keys = keys.Where(key =>
                EF.Functions.GreaterThan(
                    ValueTuple.Create(key.CreatedOn, key.Id),
                    ValueTuple.Create(after.CreatedOn, after.Id)
                )
            );
        }

        var limit = Cursor.Limit(request.Limit);
        var found = await keys.OrderBy(key => key.CreatedOn)
            .ThenBy(key => key.Id)
            .Take(limit + 1)
            .Select(key => new KeyItem(
                key.Id,
                key.Body,
                key.Role,
                key.Name,
                key.Prefix,
                key.Kind,
                key.Scopes,
                key.CreatedOn,
                key.ExpiresOn,
                key.RevokedOn
            ))
            .ToListAsync(ct);
        var (items, next) = Cursor.Page(request, found, limit, key => new Position(key.CreatedOn, key.Id));
        return TypedResults.Ok(new Response(items, next));
    }

    private sealed record Position(DateOnly CreatedOn, Guid Id);
}
