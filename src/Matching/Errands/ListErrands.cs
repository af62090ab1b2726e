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

namespace Matching.Errands;

/// <summary>What the caller's body has to do beside its cases, what came up first on top.</summary>
public static class ListErrands
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/tasks", ExecuteAsync)
            .WithName("ListTasks")
            .WithSummary("What the body has to do beside its cases, the oldest first")
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.Coordinator);

    /// <param name="Done">Those that are done; without it those that are not.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(bool? Done, int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<Item> Items, string? NextCursor);

    /// <param name="Kind">A code: what is to be done.</param>
    /// <param name="Text">The same in words.</param>
    /// <param name="About">The id of what it is about: a case where the kind begins with <c>case-</c>, else a
    /// body.</param>
    /// <param name="Body">The name of the body that it is about; null where it is about something else.</param>
    /// <param name="On">When it came up.</param>
    /// <param name="DoneOn">When it was done; null while it is not.</param>
    public sealed record Item(
        Guid Id,
        string Kind,
        string Text,
        Guid About,
        string? Body,
        DateOnly On,
        DateOnly? DoneOn
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        Language language,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var limit = Cursor.Limit(request.Limit);
        var done = request.Done ?? false;
        var (day, id) = (after?.Day, after?.Id ?? Guid.Empty);
        var found = await db
            .Errands.AsNoTracking()
            .Where(row => row.Body == caller.Body && (row.DoneOn != null) == done)
            .Where(row => day == null || row.Day > day || (row.Day == day && row.Id > id))
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .Select(row => new
            {
                Errand = row,
                Name = db.Bodies.Where(body => body.Id == row.About).Select(body => body.Name).SingleOrDefault(),
            })
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => new Position(row.Errand.Day, row.Errand.Id));
        return TypedResults.Ok(
            new Response(
                [
                    .. rows.Select(row => new Item(
                        row.Errand.Id,
                        row.Errand.Kind,
                        Texts.Say("Errands", row.Errand.Kind, language, row.Name ?? ""),
                        row.Errand.About,
                        row.Name,
                        row.Errand.Day,
                        row.Errand.DoneOn
                    )),
                ],
                next
            )
        );
    }

    private sealed record Position(DateOnly Day, Guid Id);
}
