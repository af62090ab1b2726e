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
/// Places by name, in any official language, with or without æ, ø and å. Costs the caller nothing: nothing is kept of
/// what was asked.
/// </summary>
public static class FindPlaces
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/places", ExecuteAsync)
            .WithName("FindPlaces")
            .WithSummary("Places by name, best first")
            .Validates<Request, Validator>()
            .AllowAnonymous();

    /// <param name="Q">The beginning of a name, or a postal code.</param>
    /// <param name="Limit">How many at most.</param>
    public sealed record Request(string? Q, int? Limit);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Q).NotEmpty().WithMessage("is needed").OneLine(100);
    }

    public sealed record Response(IReadOnlyList<PlaceItem> Items);

    /// <param name="Place">The code by which other calls take it.</param>
    /// <param name="Municipality">Number of its municipality; null for a county, and where it is not known.</param>
    /// <param name="Adults">How many of 18 and over it is known to have at least; null until known.</param>
    /// <param name="Historical">Whether a newer register no longer has it; such places come last.</param>
    public sealed record PlaceItem(
        string Place,
        PlaceKind Kind,
        string Name,
        string? Municipality,
        string? County,
        double? Longitude,
        double? Latitude,
        int? Adults,
        bool Historical
    );

    public static async Task<Ok<Response>> ExecuteAsync(
        [AsParameters] Request request,
        MatchingDb db,
        CancellationToken ct
    )
    {
        var codes = await db
            .Database.SqlQuery<string>(
                $"select code as \"Value\" from find_places({request.Q}, {Cursor.Limit(request.Limit)})"
            )
            .ToListAsync(ct);
        var places = await db
            .Places.AsNoTracking()
            .Where(place => codes.Contains(place.Code))
            .ToDictionaryAsync(place => place.Code, ct);
        return TypedResults.Ok(
            new Response([
                .. codes
                    .Select(code => places[code])
                    .Select(place => new PlaceItem(
                        place.Code,
                        place.Kind,
                        place.Name,
                        place.Municipality,
                        place.County,
                        place.Longitude,
                        place.Latitude,
                        place.Adults,
                        place.Historical
                    )),
            ])
        );
    }
}
