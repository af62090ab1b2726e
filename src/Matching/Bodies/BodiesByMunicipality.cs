using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// One active body for each municipality that is covered, the nearest kind there is. Good enough for what is made up: who
/// answers for people is decided by <see cref="Routing"/>.
/// </summary>
internal static class BodiesByMunicipality
{
    /// <summary>Reads them, the same on every machine.</summary>
    public static async Task<Dictionary<string, Guid>> ReadAsync(MatchingDb db, DateOnly today, CancellationToken ct)
    {
        var covering = await (
            from coverage in db.Coverage.InForce(today)
            join body in db.Bodies on coverage.Body equals body.Id
            where body.State == BodyState.Active
            select new
            {
                coverage.Municipality,
                coverage.Priority,
                body.Kind,
                body.Id,
                body.ExternalId,
            }
        ).ToListAsync(ct);
        return covering
            .OrderBy(row => row.Kind)
            .ThenByDescending(row => row.Priority)
            .ThenBy(row => row.ExternalId, StringComparer.Ordinal)
            .GroupBy(row => row.Municipality, StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => rows.First().Id, StringComparer.Ordinal);
    }
}
