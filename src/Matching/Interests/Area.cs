using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Interests;

/// <summary>
/// The part of Norway that is kept of where somebody wants to meet: whole municipalities, large enough to hide in.
/// </summary>
/// <param name="Code">The place that it is: a municipality, a county or the country.</param>
/// <param name="Municipalities">Numbers of what it consists of.</param>
/// <param name="Adults">How many of 18 and over live there at least.</param>
public sealed record Area(string Code, string Name, IReadOnlyList<string> Municipalities, long Adults)
{
    /// <summary>How many of those whom an interest could be about must live in an area.</summary>
    public const int LeastAffected = 20;

    /// <summary>
    /// The area to keep: the municipality where it is known to hold at least <see cref="LeastAffected"/> adults whom
    /// the interest could be about, else the county, else the country. What is kept then depends on nobody else's
    /// interest.
    /// </summary>
    /// <param name="share">The part of the adults whom the interest could be about.</param>
    /// <param name="tellLocal">The person allows the municipality itself to be kept.</param>
    public static async Task<Area> ToKeepAsync(
        MatchingDb db,
        Place place,
        double share,
        bool tellLocal,
        CancellationToken ct
    )
    {
        if (place.Municipality is { } number)
        {
            var municipality = await ReadAsync(db, "municipality:" + number, ct);
            if (tellLocal || municipality.Hides(share))
            {
                return municipality;
            }
        }

        if (
            place.County is { } county
            && await ReadAsync(db, "county:" + county, ct) is var whole
            && whole.Hides(share)
        )
        {
            return whole;
        }

        return await ReadAsync(db, Place.Norway, ct);
    }

    /// <summary>The area that a place's code means.</summary>
    public static Task<Area> ReadAsync(MatchingDb db, string code, CancellationToken ct) =>
        db
            .Database.SqlQuery<Area>(
                $"""
                select code as "Code", name as "Name", m.numbers as "Municipalities", adults_of(m.numbers) as "Adults"
                from places, lateral (select municipalities_of(code) as numbers) m
                where code = {code}
                """
            )
            .SingleAsync(ct);

    /// <summary>
    /// The points that stand for its municipalities: what is stored or shown to staff is reckoned from these.
    /// </summary>
    public async Task<IReadOnlyList<Coordinates>> PointsAsync(MatchingDb db, CancellationToken ct)
    {
        var codes = Municipalities.Select(number => "municipality:" + number).ToList();
        var places = await db.Places.AsNoTracking().Where(place => codes.Contains(place.Code)).ToListAsync(ct);
        return [.. places.Select(place => place.Point).OfType<Coordinates>()];
    }

    private bool Hides(double share) => Adults * share >= LeastAffected;
}
