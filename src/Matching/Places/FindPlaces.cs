using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>
/// Places by what people type: names in any official language, with or without æ, ø and å, misspelt or not yet typed
/// to the end, and postal codes. Costs the caller nothing: nothing is kept of what was asked, and the POST form keeps
/// it out of addresses that others log.
/// </summary>
public static class FindPlaces
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes.MapGet("/places", ExecuteAsync).WithName("FindPlaces"));
        Declare(routes.MapPost("/places/search", SearchAsync).WithName("SearchPlaces"))
            .WithMetadata(new SearchRoute())
            .Example("""{ "q": "drammen", "limit": 5 }""");
    }

    /// <param name="Q">What somebody typed: a name or its beginning, a postal code, or both.</param>
    /// <param name="Limit">How many at most.</param>
    /// <param name="Cursor">Where to go on: the <c>nextCursor</c> of the page before.</param>
    public sealed record Request(string? Q = null, int? Limit = null, string? Cursor = null) : IPaged;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Q).NotEmpty().WithMessage("is needed").OneLine(100);
    }

    public sealed record Response(IReadOnlyList<PlaceItem> Items, string? NextCursor);

    /// <param name="Place">The code by which other calls take it.</param>
    /// <param name="Label">Its name with what kind of place it is and where it lies, to choose it by.</param>
    /// <param name="Municipality">Number of its municipality; null for a county, and where it is not known.</param>
    /// <param name="Adults">How many of 18 and over it is known to have at least; null until known.</param>
    /// <param name="Historical">Whether a newer register no longer has it; such places come last.</param>
    public sealed record PlaceItem(
        string Place,
        PlaceKind Kind,
        string Name,
        string Label,
        string? Municipality,
        string? County,
        double? Longitude,
        double? Latitude,
        int? Adults,
        bool Historical
    );

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        [AsParameters] Request request,
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
        var keys = db.Database.SqlQuery<Row>(
            $"""
            select code as "Code", key as "Key" from find_places({request.Q}, {limit + 1}, {after?.Key ?? ""})
            """
        );
        var found = await (
            from row in keys
            join place in db.Places.AsNoTracking() on row.Code equals place.Code
            select new { row.Key, Place = place }
        )
            .TagWith(Prepared.Tag)
            .ToListAsync(ct);
        // The key is ordered by its bytes, whatever the database's language is.
        var ordered = found.OrderBy(row => row.Key, StringComparer.Ordinal).ToList();
        var (rows, next) = Cursor.Page(request, ordered, limit, row => new Position(row.Key));
        var places = Array.ConvertAll(rows, row => row.Place);
        var labels = await PlaceLabels.OfAsync(db, places, language, ct);
        return TypedResults.Ok(new Response([.. places.Select(place => Item(place, labels[place.Code]))], next));
    }

    private static Task<Results<Ok<Response>, ProblemHttpResult>> SearchAsync(
        Request request,
        MatchingDb db,
        Language language,
        CancellationToken ct
    ) => ExecuteAsync(request, db, language, ct);

    private static PlaceItem Item(Place place, string label) =>
        new(
            place.Code,
            place.Kind,
            place.Name,
            label,
            place.Municipality,
            place.County,
            place.Longitude,
            place.Latitude,
            place.Adults,
            place.Historical
        );

    private static RouteHandlerBuilder Declare(RouteHandlerBuilder route) =>
        route
            .WithSummary("Places by name, best first")
            .Validates<Request, Validator>()
            .Refuses(Problems.CursorInvalid)
            .AllowAnonymous();

    private sealed record Position(string Key);

    private sealed record Row(string Code, string Key);
}
