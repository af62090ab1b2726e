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
/// What staff did, newest first: those of the caller's body, or of every body for the national office. What it was done
/// to is a fingerprint, which whoever has the id and the pepper can make again.
/// </summary>
public static class ListAudit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/audit", ExecuteAsync)
            .WithName("ListAudit")
            .WithSummary("What staff did, newest first")
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.BodyAdmin);

    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<Entry> Items, string? NextCursor);

    /// <param name="Position">Its place in the chain, from 1.</param>
    /// <param name="Key">The key, or the session of a link; null: a verb of the program.</param>
    /// <param name="Act">A code, say <c>case-opened</c>.</param>
    /// <param name="Subject">The fingerprint of what it was done to, in hexadecimal.</param>
    /// <param name="Hash">Of the entry and all before it, in hexadecimal.</param>
    public sealed record Entry(
        long Position,
        DateOnly Day,
        Guid? Key,
        Guid? Body,
        string Act,
        string? Subject,
        string Hash
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Place>(request, out var after))
        {
            return Cursor.Refused;
        }

        var limit = Cursor.Limit(request.Limit);
        var entries = db.Database.SqlQuery<Entry>(
            $"""
            select position as "Position", day as "Day", key as "Key", body as "Body", act as "Act",
                   encode(subject, 'hex') as "Subject", encode(hash, 'hex') as "Hash"
            from audit
            """
        );
        if (!caller.IsNational)
        {
            entries = entries.Where(entry => entry.Body == caller.Body);
        }

        if (after is not null)
        {
            entries = entries.Where(entry => entry.Position < after.Position);
        }

        var found = await entries.OrderByDescending(entry => entry.Position).Take(limit + 1).ToListAsync(ct);
        var (items, next) = Cursor.Page(request, found, limit, entry => new Place(entry.Position));
        return TypedResults.Ok(new Response(items, next));
    }

    private sealed record Place(long Position);
}
