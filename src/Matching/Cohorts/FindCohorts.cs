using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cohorts;

/// <summary>The cohorts of the caller's body, the one that finishes last first.</summary>
public static class FindCohorts
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/cohorts", ExecuteAsync)
            .WithName("FindCohorts")
            .WithSummary("The cohorts of one's own body, without their codes")
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.Coordinator);

    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<CohortView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        TopicNames names,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var limit = Cursor.Limit(request.Limit);
        var (day, id) = (after?.FinishesOn, after?.Id ?? Guid.Empty);
        var found = await db
            .Cohorts.AsNoTracking()
            .Where(row => row.Body == caller.Body)
            .Where(row => day == null || row.FinishesOn < day || (row.FinishesOn == day && row.Id > id))
            .OrderByDescending(row => row.FinishesOn)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => new Position(row.FinishesOn, row.Id));
        return TypedResults.Ok(new Response(await CohortView.ReadAsync(db, names, rows, ct), next));
    }

    private sealed record Position(DateOnly FinishesOn, Guid Id);
}
