using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>A place as somebody wrote it, found.</summary>
/// <param name="Place">The place; the country for a point far out at sea.</param>
/// <param name="Point">Where to measure from.</param>
/// <param name="Located">Of a point, how its municipality was found; null for a place by its code, and far out at
/// sea.</param>
public sealed record Whereabouts(Place Place, Coordinates Point, Located? Located = null);

/// <summary>How the municipality of a point was found.</summary>
public enum Located
{
    /// <summary>The point lies inside its boundary.</summary>
    Boundary,

    /// <summary>No boundary holds the point: the nearest boundary, town or municipality's point.</summary>
    Nearest,
}

/// <summary>
/// Finds the place that a code such as <c>postal-code:3015</c> or a pair <c>10.20,59.74</c> means. What cannot be used
/// is told with what might have been meant.
/// </summary>
public static class ResolvePlace
{
    /// <summary>How a place is written, for error messages.</summary>
    public const string Form = "write it as postal-code:3015, municipality:3301, county:33 or town:drammen";

    /// <summary>What in a code cannot be used; for searching and registering also a municipality that is not
    /// known.</summary>
    public static readonly Problem[] Refusals =
    [
        Problems.PlaceUnknown,
        Problems.MunicipalitySplit,
        Problems.MunicipalityGone,
    ];

    private const string Municipality = "municipality:";

    private const int Suggestions = 5;

    /// <summary>
    /// The place by its code, with a municipality or larger: for searching, routing by reach and registering.
    /// </summary>
    /// <param name="field">The member or parameter to name in a problem.</param>
    public static async Task<Outcome<Whereabouts>> ByCodeAsync(
        MatchingDb db,
        string code,
        string field,
        CancellationToken ct
    ) =>
        !(await KnownAsync(db, code, field, ct)).Is(out var place, out var problem) ? problem
        : place.Point is { } point ? new Whereabouts(place, point)
        : Problems.MunicipalityUnknown.At(
            field,
            "its municipality is not known here",
            ("suggestions", await NearbyAsync(db, place, ct))
        );

    /// <summary>The place by its code, even a postal code of which no more is known than that it exists.</summary>
    /// <param name="field">The member or parameter to name in a problem.</param>
    public static async Task<Outcome<Place>> KnownAsync(MatchingDb db, string code, string field, CancellationToken ct)
    {
        var colon = code.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || code.Length > 100)
        {
            return Problems.Invalid.At(field, Form);
        }

        var place = await db.Places.AsNoTracking().SingleOrDefaultAsync(place => place.Code == code, ct);
        if (place is { Kind: not PlaceKind.Municipality } or { Historical: false })
        {
            return place;
        }

        var today = code.StartsWith(Municipality, StringComparison.Ordinal)
            ? await SuccessorsAsync(db, code[Municipality.Length..], ct)
            : [];
        var left = today.Where(part => !part.Historical).ToList();
        return today switch
        {
            [{ Historical: false } one] => one,
            [var gone, ..] when left.Count == 0 => Problems.MunicipalityGone.At(
                field,
                "what followed it is not known here",
                ("suggestions", await NearbyAsync(db, gone, ct))
            ),
            [_, ..] => Problems.MunicipalitySplit.At(
                field,
                "it is now "
                    + string.Join(", ", left.Select(part => $"{part.Code} ({part.Name})"))
                    + (left.Count < today.Count ? ", and what followed the rest of it is not known here" : ""),
                ("suggestions", left.Select(part => part.Code))
            ),
            [] => Problems.PlaceUnknown.At(
                field,
                "not known",
                ("suggestions", await AlikeAsync(db, code[(colon + 1)..], ct))
            ),
        };
    }

    /// <summary>
    /// The municipality of a number, which may be an old one: that of today. An old number of which no more is known
    /// than that it was one is none.
    /// </summary>
    /// <param name="field">The member to name in a problem.</param>
    public static async Task<Outcome<Whereabouts>> MunicipalityAsync(
        MatchingDb db,
        string number,
        string field,
        CancellationToken ct
    ) => await ByCodeAsync(db, Municipality + number, field, ct);

    /// <summary>A point as <c>longitude,latitude</c>.</summary>
    /// <param name="field">The member or parameter to name in a problem.</param>
    public static Outcome<Coordinates> Point(string near, string field)
    {
        var parts = near.Split(',');
        if (
            parts.Length != 2
            || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
            || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
        )
        {
            return Problems.Invalid.At(field, "write it as longitude,latitude, say 10.20,59.74");
        }

        if (!Coordinates.TryCreate(longitude, latitude, out var point))
        {
            return Coordinates.WhyNot(longitude, latitude).At(field, "longitude -10 to 36, then latitude 57 to 82");
        }

        return point;
    }

    /// <summary>A point as <c>longitude,latitude</c>, with the municipality that is nearest.</summary>
    /// <param name="field">The member or parameter to name in a problem.</param>
    public static async Task<Outcome<Whereabouts>> NearAsync(
        MatchingDb db,
        string near,
        string field,
        CancellationToken ct
    )
    {
        if (!Point(near, field).Is(out var point, out var problem))
        {
            return problem;
        }

        var found = await db
            .Database.SqlQuery<Found>(
                $"select municipality as \"Number\", located as \"How\" from municipality_at({point.Longitude}, {point.Latitude})"
            )
            .SingleOrDefaultAsync(ct);
        var code = found is null ? Place.Norway : Municipality + found.Number;
        return new Whereabouts(
            await db.Places.AsNoTracking().SingleAsync(place => place.Code == code, ct),
            point,
            found is null ? null : Codes.Parse<Located>(found.How)
        );
    }

    private static Task<List<Place>> SuccessorsAsync(MatchingDb db, string number, CancellationToken ct) =>
        db
            .Places.FromSql(
                $"select * from places where kind = 'municipality' and municipality = any (successors_of({number}))"
            )
            .AsNoTracking()
            .OrderBy(place => place.Code)
            .ToListAsync(ct);

    // Postal codes are dealt out by region, so the municipalities of the numbers beside it are likely ones. Only
    // offered to choose from, never taken.
    private static async Task<string[]> NearbyAsync(MatchingDb db, Place place, CancellationToken ct)
    {
        var alike = await AlikeAsync(db, place.Name, ct);
        if (place.Kind != PlaceKind.PostalCode)
        {
            return [.. alike.Where(code => code != place.Code)];
        }

        var number = int.Parse(place.Code["postal-code:".Length..], CultureInfo.InvariantCulture);
        var nearby = await db
            .Database.SqlQuery<string>(
                $"""
                select 'municipality:' || municipality as "Value"
                from places
                where kind = 'postal-code' and municipality is not null
                group by municipality
                order by min(abs(right(code, 4)::integer - {number})), municipality
                limit {Suggestions}
                """
            )
            .ToArrayAsync(ct);
        return [.. alike.Union(nearby).Take(Suggestions)];
    }

    private sealed record Found(string Number, string How);

    private static Task<string[]> AlikeAsync(MatchingDb db, string name, CancellationToken ct) =>
        db
            .Database.SqlQuery<string>($"select code as \"Value\" from find_places({Printable(name)}, {Suggestions})")
            .ToArrayAsync(ct);

    // PostgreSQL refuses U+0000 in any text.
    private static string Printable(string text) =>
        new([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]);
}
