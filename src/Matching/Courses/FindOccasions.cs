using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Courses;

/// <summary>
/// The starter courses or information meetings of all bodies, soonest first, for the staff of any: whom one cannot help
/// oneself one sends on. Nobody else lists them.
/// </summary>
public static class FindOccasions
{
    public static void Map(IEndpointRouteBuilder routes, OccasionSort sort) =>
        routes
            .MapGet(
                sort.Path(),
                ([AsParameters] Request request, MatchingDb db, TimeProvider clock, CancellationToken ct) =>
                    ExecuteAsync(sort, request, db, clock, ct)
            )
            .Named($"Find{sort}s")
            .Says("Every {0} that begins today or later, soonest first", sort)
            .Validates<Request, Validator>()
            .Refuses(Problems.CursorInvalid)
            .Requires(Role.Coordinator);

    /// <param name="Body">Only those of this body.</param>
    /// <param name="Kind">in-person, digital or students.</param>
    /// <param name="From">The first day on which they begin; today where nothing is said.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(Guid? Body, string? Kind, DateOnly? From, int? Limit, string? Cursor);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Kind).OneOf(Codes.All<OccasionKind>());
    }

    public sealed record Response(IReadOnlyList<OccasionView> Items, string? NextCursor);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        OccasionSort sort,
        Request request,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request.Cursor, out var after))
        {
            return Cursor.Refused;
        }

        var from = (request.From ?? clock.Today()).ToDateTime(TimeOnly.MinValue);
        var occasions = db.Occasions.Where(occasion => occasion.Sort == sort && occasion.BeginsAt >= from);
        if (request.Body is { } body)
        {
            occasions = occasions.Where(occasion => occasion.Body == body);
        }

        if (request.Kind is { } code)
        {
            var kind = Codes.Parse<OccasionKind>(code);
            occasions = occasions.Where(occasion => occasion.Kind == kind);
        }

        if (after is not null)
        {
            // Without a kind, as the column is, whatever a cursor that was tampered with says.
            var beginsAt = DateTime.SpecifyKind(after.BeginsAt, DateTimeKind.Unspecified);
            occasions = occasions.Where(occasion =>
                EF.Functions.GreaterThan(
                    ValueTuple.Create(occasion.BeginsAt, occasion.Id),
                    ValueTuple.Create(beginsAt, after.Id)
                )
            );
        }

        var limit = Cursor.Limit(request.Limit);
        var found = await occasions
            .OrderBy(occasion => occasion.BeginsAt)
            .ThenBy(occasion => occasion.Id)
            .Take(limit + 1)
            .Select(occasion => new Position(occasion.BeginsAt, occasion.Id))
            .ToListAsync(ct);
        var (items, next) = Cursor.Page(found, limit, position => position);
        var shown = await OccasionView.ReadAsync(db, [.. items.Select(item => new OccasionAt(item.Id, null))], ct);
        return TypedResults.Ok(new Response(shown, next));
    }

    private sealed record Position(DateTime BeginsAt, Guid Id);
}
