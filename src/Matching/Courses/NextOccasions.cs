using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Matching.Courses;

/// <summary>What somebody can come to next: nothing that has begun, was called off, or is months away.</summary>
public static class NextOccasions
{
    /// <summary>How far ahead anybody plans.</summary>
    private const int Months = 6;

    /// <summary>
    /// The soonest in person, one that she would travel to before one that is only within reach, then the soonest
    /// digital one; none, one or both.
    /// </summary>
    /// <param name="from">Where to measure from: the nearest of these points counts.</param>
    /// <param name="travelKm">How far she would travel.</param>
    /// <param name="reachKm">How far one is shown all the same.</param>
    /// <param name="languages">Any of these.</param>
    /// <param name="now">Wall-clock time in Oslo.</param>
    public static async Task<IReadOnlyList<OccasionView>> FindAsync(
        MatchingDb db,
        OccasionSort sort,
        IReadOnlyCollection<Coordinates> from,
        int travelKm,
        int reachKm,
        string[] languages,
        LocalDateTime now,
        CancellationToken ct
    )
    {
        var longitudes = from.Select(point => point.Longitude).ToArray();
        var latitudes = from.Select(point => point.Latitude).ToArray();
        var (after, before) = (WallClock(now), WallClock(now.PlusMonths(Months)));
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select occasion as "Id", km as "Km"
                from next_occasions({longitudes}, {latitudes}, {travelKm}, {reachKm}, {Codes.Of(
                    sort
                )}, {languages}, {after}, {before})
                """
            )
            .ToListAsync(ct);
        return await OccasionView.ReadAsync(db, [.. rows.Select(row => new OccasionAt(row.Id, row.Km))], ct);
    }

    // Left to itself, EF Core takes every time for one with an offset.
    private static NpgsqlParameter WallClock(LocalDateTime time) =>
        new() { NpgsqlDbType = NpgsqlDbType.Timestamp, Value = time.ToDateTimeUnspecified() };

    private sealed record Row(Guid Id, double? Km);
}
