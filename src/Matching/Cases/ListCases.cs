using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>
/// What waits, the earliest deadline first. It says nothing of what a case is about: that is read one by one, and
/// logged.
/// </summary>
public static class ListCases
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/cases", ExecuteAsync)
            .WithName("ListCases")
            .WithSummary("The body's cases, the earliest deadline first")
            .Validates<Request, Validator>()
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.Coordinator);

    /// <param name="State">Only these: told, acknowledged, closed; without it those that are not closed.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string[]? State, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.State).SomeOf(Codes.All<CaseState>());
    }

    public sealed record Response(IReadOnlyList<CaseItem> Items, string? NextCursor);

    /// <param name="Body">The body that answers: the caller's, or any for the national office.</param>
    /// <param name="Unread">Messages from the person that nobody has read.</param>
    public sealed record CaseItem(Guid Id, DateOnly Day, CaseState State, DateOnly Deadline, Guid Body, int Unread);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        CaseState[] states = request.State is { Length: > 0 } asked
            ? [.. asked.Select(Codes.Parse<CaseState>)]
            : [CaseState.Told, CaseState.Acknowledged];
        var today = clock.Today();
        var limit = Cursor.Limit(request.Limit);
        var (deadline, id) = (after?.Deadline, after?.Id ?? Guid.Empty);
        var cases = await db
            .Cases.AsNoTracking()
            .Where(row => caller.IsNational || row.Body == caller.Body)
            .Where(row => states.Contains(row.State))
            .Where(row => db.Interests.Any(interest => interest.Id == row.Interest && interest.KeptUntil >= today))
            .Where(row => deadline == null || row.Deadline > deadline || (row.Deadline == deadline && row.Id > id))
            .OrderBy(row => row.Deadline)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .Select(row => new CaseItem(
                row.Id,
                row.Day,
                row.State,
                row.Deadline,
                row.Body,
                db.Messages.Count(message =>
                    message.Interest == row.Interest && message.Sender == Sender.Person && !message.IsRead
                )
            ))
            .ToListAsync(ct);
        var (items, next) = Cursor.Page(request, cases, limit, row => new Position(row.Deadline, row.Id));
        return TypedResults.Ok(new Response(items, next));
    }

    private sealed record Position(DateOnly Deadline, Guid Id);
}
