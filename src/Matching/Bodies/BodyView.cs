using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>A body as everybody may see it.</summary>
/// <param name="Municipalities">The numbers of those that it answers for today, sorted.</param>
public sealed record BodyView(
    Guid Id,
    BodyKind Kind,
    string Name,
    string? Phone,
    string Email,
    string? Url,
    BodyState State,
    IReadOnlyList<string> Municipalities
) : IVersioned
{
    object? IVersioned.Stored => Written;

    private IReadOnlyList<string?>? Written { get; init; }

    /// <summary>
    /// Bodies by id, with the coverage in force on a day, in two queries however many there are. Unknown ids are left
    /// out.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, BodyView>> ReadAsync(
        MatchingDb db,
        IReadOnlyCollection<Guid> bodies,
        DateOnly on,
        CancellationToken ct
    )
    {
        // Gathered by PostgreSQL: the national office alone has several hundred.
        var ids = bodies.ToArray();
        var numbers = await db
            .Database.SqlQuery<Covered>(
                $"""
                select body as "Body", array_agg(distinct municipality order by municipality) as "Municipalities"
                from body_coverage
                where body = any ({ids}) and from_day <= {on} and (until_day is null or until_day >= {on})
                group by body
                """
            )
            .ToDictionaryAsync(row => row.Body, row => row.Municipalities, ct);
        var rows = await db.Bodies.AsNoTracking().Where(body => ids.Contains(body.Id)).ToListAsync(ct);
        return rows.ToDictionary(
            body => body.Id,
            body => new BodyView(
                body.Id,
                body.Kind,
                body.Name,
                body.Phone,
                body.Email,
                body.Url,
                body.State,
                numbers.GetValueOrDefault(body.Id, [])
            )
            {
                Written = body.Written,
            }
        );
    }

    /// <summary>One that is known to be there.</summary>
    internal static async Task<BodyView> OfAsync(MatchingDb db, Guid body, DateOnly on, CancellationToken ct) =>
        (await ReadAsync(db, [body], on, ct))[body];

    private sealed record Covered(Guid Body, string[] Municipalities);
}
