using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// The bodies of Norway by name, of a kind or for a place, without those that have ended. Costs the caller nothing.
/// </summary>
public static class FindBodies
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/bodies", ExecuteAsync)
            .WithName("FindBodies")
            .IsSameForAll()
            .WithSummary("Contact points, LINK centres, district offices and the national office, by name")
            .Validates<Request, Validator>()
            .Refuses([Problems.CursorInvalid, .. ResolvePlace.Refusals])
            .AllowAnonymous();

    /// <param name="Kind">contact-point, link-centre, district-office or national-office.</param>
    /// <param name="Place">Only those whose coverage today holds all of it.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string? Kind, string? Place, int? Limit, string? Cursor) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Kind).OneOf(Codes.All<BodyKind>());
    }

    public sealed record Response(IReadOnlyList<BodyView> Items, string? NextCursor);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!Cursor.TryRead<Position>(request, out var after))
        {
            return Cursor.Refused;
        }

        var today = clock.Today();
        var bodies = db.Bodies.Where(body => body.State != BodyState.Ended);
        if (request.Kind is { } code)
        {
            var kind = Codes.Parse<BodyKind>(code);
            bodies = bodies.Where(body => body.Kind == kind);
        }

        if (request.Place is { } place)
        {
            if (!(await ResolvePlace.KnownAsync(db, place, "place", ct)).Is(out var known, out var problem))
            {
                return problem;
            }

            bodies = await CoveringAsync(bodies, db, known, today, ct);
        }

        if (after is not null)
        {
            bodies = bodies.Where(body =>
                EF.Functions.GreaterThan(ValueTuple.Create(body.Name, body.Id), ValueTuple.Create(after.Name, after.Id))
            );
        }

        var limit = Cursor.Limit(request.Limit);
        var ids = await bodies
            .OrderBy(body => body.Name)
            .ThenBy(body => body.Id)
            .Take(limit + 1)
            .Select(body => body.Id)
            .ToListAsync(ct);
        var views = await BodyView.ReadAsync(db, ids, today, ct);
        var (items, next) = Cursor.Page(
            request,
            ids.ConvertAll(id => views[id]),
            limit,
            body => new Position(body.Name, body.Id)
        );
        return TypedResults.Ok(new Response(items, next));
    }

    // The national office answers for what is in nobody's coverage, and for a place whose municipality is not known.
    private static async Task<IQueryable<Body>> CoveringAsync(
        IQueryable<Body> bodies,
        MatchingDb db,
        Place place,
        DateOnly today,
        CancellationToken ct
    )
    {
        var numbers = await db
            .Database.SqlQuery<string>($"select unnest(municipalities_of({place.Code})) as \"Value\"")
            .ToListAsync(ct);
        return bodies.Where(body =>
            body.Kind == BodyKind.NationalOffice
            || (
                numbers.Count > 0
                && db.Coverage.InForce(today)
                    .Where(row => row.Body == body.Id && numbers.Contains(row.Municipality))
                    .Select(row => row.Municipality)
                    .Distinct()
                    .Count() == numbers.Count
            )
        );
    }

    private sealed record Position(string Name, Guid Id);
}
