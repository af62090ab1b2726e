using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>What the starters of the caller's body are asked, the oldest first.</summary>
public static class ListStarterRequests
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/starter-requests", ExecuteAsync)
            .WithName("ListStarterRequests")
            .WithSummary("What one's own starters are asked, the oldest first")
            .Validates<Request, Validator>()
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.Coordinator);

    /// <param name="State">Only these: asked, accepted, declined, lapsed, withdrawn, ended; without it those that wait
    /// for an answer.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string[]? State, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.State).SomeOf(Codes.All<RequestState>());
    }

    public sealed record Response(IReadOnlyList<StarterRequestView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        RequestState[] states = request.State is { Length: > 0 } asked
            ? [.. asked.Select(Codes.Parse<RequestState>)]
            : [RequestState.Asked];
        var limit = Cursor.Limit(request.Limit);
        var (day, id) = (after?.Day, after?.Id ?? Guid.Empty);
        var found = await db.RequestsOf(caller)
            .AsNoTracking()
            .Where(row => states.Contains(row.State))
            .Where(row => day == null || row.Day > day || (row.Day == day && row.Id > id))
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => new Position(row.Day, row.Id));
        var items = await StarterRequestView.ReadAsync(db, secrets, topics, clock, caller, rows, language, ct);
        return TypedResults.Ok(new Response(items, next));
    }

    private sealed record Position(DateOnly Day, Guid Id);
}
