using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>A body as everybody may see it.</summary>
/// <param name="Municipalities">The numbers of those that it answers for today, sorted.</param>
public sealed record BodyView(
    Guid Id, BodyKind Kind, string Name, string? Phone, string Email, string? Url, BodyState State, IReadOnlyList<string> Municipalities)
{
    /// <summary>Bodies by id, with the coverage in force on a day, in two queries however many there are. Unknown ids are left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, BodyView>> ReadAsync(
        MatchingDb db, IReadOnlyCollection<Guid> bodies, DateOnly on, CancellationToken ct)
    {
        var covered = await db.Coverage.InForce(on)
            .Where(coverage => bodies.Contains(coverage.Body))
            .Select(coverage => new { coverage.Body, coverage.Municipality })
            .ToListAsync(ct);
        var numbers = covered.ToLookup(coverage => coverage.Body, coverage => coverage.Municipality);
        var rows = await db.Bodies.AsNoTracking().Where(body => bodies.Contains(body.Id)).ToListAsync(ct);
        return rows.ToDictionary(body => body.Id, body => new BodyView(
            body.Id, body.Kind, body.Name, body.Phone, body.Email, body.Url, body.State,
            [.. numbers[body.Id].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
    }

    /// <summary>One that is known to be there.</summary>
    internal static async Task<BodyView> OfAsync(MatchingDb db, Guid body, DateOnly on, CancellationToken ct) =>
        (await ReadAsync(db, [body], on, ct))[body];
}
