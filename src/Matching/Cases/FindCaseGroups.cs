using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
using Matching.Matches;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>
/// The groups around the area of a case, whatever keeps them from being matched, nearest first, then those that meet at
/// a distance: each with why it was matched, or why not. The opening is logged.
/// </summary>
public static class FindCaseGroups
{
    private const int FarthestBeyondKm = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/cases/{id:guid}/groups", ExecuteAsync)
            .WithName("FindCaseGroups")
            .WithSummary("Groups around the area of a case, each with why it was matched or why not")
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.CursorInvalid
            )
            .Requires(Role.Coordinator);

    /// <param name="Q">A part of the name, or the number.</param>
    /// <param name="BeyondKm">How much farther than the person would travel; 0 where it is left out.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string? Q, int? BeyondKm, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Q).OneLine(100);
            RuleFor(request => request.BeyondKm)
                .InclusiveBetween(0, FarthestBeyondKm)
                .WithMessage($"from 0 to {FarthestBeyondKm}");
        }
    }

    public sealed record Response(IReadOnlyList<Explained> Items, string? NextCursor);

    /// <param name="reason">Why the national office opens another body's case; logged.</param>
    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        [AsParameters] Request request,
        [FromHeader(Name = CaseWork.ReasonHeader)] string? reason,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        FindMatches matches,
        TopicNames topics,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        if (!(await work.ReadAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        var (interest, body) = (open.Interest, open.Case.Body);
        var area = await Area.ReadAsync(db, interest.Area, ct);
        var points = await area.PointsAsync(db, ct);
        double[] longitudes = [.. points.Select(point => point.Longitude)],
            latitudes = [.. points.Select(point => point.Latitude)];
        double withinKm = interest.TravelKm + (request.BeyondKm ?? 0);
        var limit = Cursor.Limit(request.Limit);
        var found = await db
            .Database.SqlQuery<Position>(
                $"""
                select id as "Id", km as "Km"
                from groups_around({longitudes}, {latitudes}, {withinKm}, {request.Q}::text,
                                   {after?.Km}::double precision, {after?.Id}::uuid, {limit + 1})
                order by km, id
                """
            )
            .ToListAsync(ct);
        var (rows, next) = Cursor.Page(request, found, limit, row => row);
        var explained = await Explained.ReadAsync(
            db,
            matches,
            topics,
            clock,
            interest,
            body,
            Array.ConvertAll(rows, row => row.Id),
            language,
            ct
        );
        return TypedResults.Ok(new Response(explained, next));
    }

    private sealed record Position(double Km, Guid Id);
}
