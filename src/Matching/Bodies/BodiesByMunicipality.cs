using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// One active body for each municipality, the nearest kind there is. Good enough for what is made up: who answers for
/// people is decided by <see cref="Routing"/>.
/// </summary>
internal sealed class BodiesByMunicipality
{
    private readonly Dictionary<string, Guid> _covering;
    private readonly Guid _nationalOffice;

    private BodiesByMunicipality(Dictionary<string, Guid> covering, Guid nationalOffice) =>
        (_covering, _nationalOffice) = (covering, nationalOffice);

    /// <summary>The one for a municipality; the national office where nobody covers it.</summary>
    public Guid Of(string municipality) => _covering.GetValueOrDefault(municipality, _nationalOffice);

    /// <summary>Reads them, the same on every machine.</summary>
    public static async Task<BodiesByMunicipality> ReadAsync(MatchingDb db, DateOnly today, CancellationToken ct)
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
        return new(
            covering
                .OrderBy(row => row.Kind)
                .ThenByDescending(row => row.Priority)
                .ThenBy(row => row.ExternalId, StringComparer.Ordinal)
                .GroupBy(row => row.Municipality, StringComparer.Ordinal)
                .ToDictionary(rows => rows.Key, rows => rows.First().Id, StringComparer.Ordinal),
            await db.Bodies.Where(body => body.Kind == BodyKind.NationalOffice).Select(body => body.Id).SingleAsync(ct)
        );
    }
}
