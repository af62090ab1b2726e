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

namespace Matching.Notifications;

/// <summary>What could not be done, newest first: a mail that was refused, or tried until there was no use.</summary>
public static class ListDeadLetters
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/dead-letters", ExecuteAsync)
            .WithName("ListDeadLetters")
            .WithSummary("What could not be delivered, newest first")
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.NationalAdmin);

    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(int? Limit, string? Cursor) : IPaged;

    public sealed record Response(IReadOnlyList<DeadLetter> Items, string? NextCursor);

    /// <param name="Kind">What was to be done.</param>
    /// <param name="Subject">The body or group that it is about.</param>
    /// <param name="Error">Code of the last failure.</param>
    /// <param name="At">When it was given up.</param>
    public sealed record DeadLetter(
        Guid Id,
        string Kind,
        Guid? Subject,
        int Attempts,
        string? Error,
        DateTimeOffset At
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var limit = Cursor.Limit(request.Limit);
        var (at, id) = (after?.At.ToUniversalTime(), after?.Id ?? Guid.Empty);
        var dead = await db
            .Jobs.AsNoTracking()
            .Where(job => job.State == "dead")
            .Where(job => at == null || job.FinishedAt < at || (job.FinishedAt == at && job.Id > id))
            .OrderByDescending(job => job.FinishedAt)
            .ThenBy(job => job.Id)
            .Take(limit + 1)
            .Select(job => new DeadLetter(
                job.Id,
                job.Kind,
                job.Subject,
                job.Attempts,
                job.Error,
                job.FinishedAt!.Value
            ))
            .ToListAsync(ct);
        var (items, next) = Cursor.Page(request, dead, limit, letter => new Position(letter.At, letter.Id));
        return TypedResults.Ok(new Response(items, next));
    }

    private sealed record Position(DateTimeOffset At, Guid Id);
}
