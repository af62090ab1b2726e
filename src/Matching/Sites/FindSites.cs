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

namespace Matching.Sites;

/// <summary>The sites of the caller's body, or of every body for the national office, oldest first.</summary>
public static class FindSites
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/sites", ExecuteAsync)
            .WithName("FindSites")
            .WithSummary("Sites by the day they were registered")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.CursorInvalid);

    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<SiteView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var limit = Cursor.Limit(request.Limit);
        var (day, id) = (after?.CreatedOn, after?.Id ?? Guid.Empty);
        var found = await db
            .Sites.AsNoTracking()
            .Where(row => caller.IsNational || row.Body == caller.Body)
            .Where(row => day == null || row.CreatedOn > day || (row.CreatedOn == day && row.Id > id))
            .OrderBy(row => row.CreatedOn)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => new Position(row.CreatedOn, row.Id));
        return TypedResults.Ok(new Response(Array.ConvertAll(rows, SiteView.Of), next));
    }

    private sealed record Position(DateOnly CreatedOn, Guid Id);
}
