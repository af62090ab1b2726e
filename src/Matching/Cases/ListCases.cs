using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>
/// What waits, the earliest deadline first: the body's own, the members' of the networks that it leads, and all of them
/// for the national office. It says nothing of what a case is about, but for whether it should be opened today: that is
/// read one by one, and logged.
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
    /// <param name="Body">Only those for which these bodies answer.</param>
    /// <param name="HeldBack">Only those that came in a flood, or only the others.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string[]? State, Guid[]? Body, bool? HeldBack, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.State).SomeOf(Codes.All<CaseState>());
    }

    public sealed record Response(IReadOnlyList<CaseItem> Items, string? NextCursor);

    /// <param name="Body">The body that answers.</param>
    /// <param name="Unread">Messages from the person that nobody has read.</param>
    /// <param name="Urgent">Whether a message of the person suggests danger: to be opened today. Null where the caller
    /// may not look without a reason.</param>
    /// <param name="HeldBack">Whether it came in a flood: it counts for nobody else until its body works on it.</param>
    public sealed record CaseItem(
        Guid Id,
        DateOnly Day,
        CaseState State,
        DateOnly Deadline,
        Guid Body,
        int Unread,
        bool? Urgent,
        bool HeldBack
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
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
        var bodies = request.Body ?? [];
        Guid[] readable = [caller.Body, .. await db.LedBy(caller.Body).ToListAsync(ct)];
        var cases = await db
            .Cases.AsNoTracking()
            .Where(row => caller.IsNational || readable.Contains(row.Body))
            .Where(row => bodies.Length == 0 || bodies.Contains(row.Body))
            .Where(row => states.Contains(row.State))
            .Where(row =>
                request.HeldBack == null
                || db.Interests.Any(interest => interest.Id == row.Interest && interest.HeldBack == request.HeldBack)
            )
            .Where(row => db.Interests.Any(interest => interest.Id == row.Interest && interest.KeptUntil >= today))
            .Where(row => deadline == null || row.Deadline > deadline || (row.Deadline == deadline && row.Id > id))
            .OrderBy(row => row.Deadline)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .Select(row => new
            {
                row.Interest,
                Item = new CaseItem(
                    row.Id,
                    row.Day,
                    row.State,
                    row.Deadline,
                    row.Body,
                    db.Messages.Count(message =>
                        message.Interest == row.Interest && message.Sender == Sender.Person && !message.IsRead
                    ),
                    null,
                    db.Interests.Any(interest => interest.Id == row.Interest && interest.HeldBack)
                ),
            })
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, cases, limit, row => new Position(row.Item.Deadline, row.Item.Id));
        var looked = rows.Where(row => readable.Contains(row.Item.Body)).Select(row => row.Interest).ToHashSet();
        var urgent = await CaseDanger.AmongAsync(db, secrets, looked, ct);
        return TypedResults.Ok(
            new Response(
                [
                    .. rows.Select(row =>
                        looked.Contains(row.Interest)
                            ? row.Item with
                            {
                                Urgent = urgent.Contains(row.Interest),
                            }
                            : row.Item
                    ),
                ],
                next
            )
        );
    }

    private sealed record Position(DateOnly Deadline, Guid Id);
}
