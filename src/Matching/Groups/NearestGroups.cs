using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>
/// Groups with a place, nearest first: exactly by geodesic distance, then by id, with no cap unless one is given.
/// </summary>
public static class NearestGroups
{
    /// <summary>The nearest of those that fit.</summary>
    /// <param name="radiusKm">No farther than this.</param>
    /// <param name="after">Where the page before ended.</param>
    public static async Task<IReadOnlyList<GroupAt>> FindAsync(
        MatchingDb db,
        Coordinates from,
        GroupFilter filter,
        int limit,
        double? radiusKm,
        GroupAt? after,
        CancellationToken ct
    )
    {
        var forms = filter.FormsAtAPlace;
        if (forms.Length == 0)
        {
            return [];
        }

        var (km, id) = (after?.Km, after?.Id);
        var states = Array.ConvertAll(filter.States, Codes.Of);
        string[] formCodes = filter.Forms.Length == 0 ? [] : Array.ConvertAll(forms, Codes.Of);
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select id as "Id", km as "Km"
                from nearest_groups({from.Longitude}, {from.Latitude}, {limit}, {radiusKm}::double precision, {km}::double precision, {id}::uuid,
                                    {filter.Topics}, {states}, {formCodes}, {filter.Weekdays}, {filter.Languages})
                """
            )
            .ToListAsync(ct);
        return [.. rows.Select(row => new GroupAt(row.Id, row.Km))];
    }

    private sealed record Row(Guid Id, double Km);
}
