using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// The towns of Norway, each with a body that answers there, to spread what is made up as people are spread. Good enough
/// for that: who answers for people is decided by routing.
/// </summary>
public sealed class PeopledTowns
{
    private readonly List<Town> _towns;
    private readonly long _people;

    private PeopledTowns(List<Town> towns)
    {
        _towns = towns;
        _people = towns.Sum(town => (long)town.People);
    }

    /// <summary>A town.</summary>
    /// <param name="Code">Say town:drammen.</param>
    /// <param name="Body">One that answers there: the nearest kind there is.</param>
    public sealed record Town(string Code, string Name, Coordinates Point, int People, Guid Body);

    /// <summary>Reads them, in an order that is the same on every machine.</summary>
    public static async Task<PeopledTowns> ReadAsync(MatchingDb db, DateOnly today, CancellationToken ct)
    {
        var answering =
            from coverage in db.Coverage.InForce(today)
            join body in db.Bodies on coverage.Body equals body.Id
            where body.State == BodyState.Active
            select new
            {
                coverage.Municipality,
                coverage.Priority,
                body,
            };
        var bodies = (await answering.ToListAsync(ct))
            .OrderBy(row => row.body.Kind)
            .ThenByDescending(row => row.Priority)
            .ThenBy(row => row.body.ExternalId, StringComparer.Ordinal)
            .GroupBy(row => row.Municipality, StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => rows.First().body.Id, StringComparer.Ordinal);
        var towns = await db
            .Places.AsNoTracking()
            .Where(place => place.Kind == PlaceKind.Town && place.Longitude != null && place.Municipality != null)
            .OrderBy(place => place.Code)
            .ToListAsync(ct);
        return new([
            .. from town in towns
            where bodies.ContainsKey(town.Municipality!)
            select new Town(town.Code, town.Name, town.Point!.Value, town.Population ?? 0, bodies[town.Municipality!]),
        ]);
    }

    /// <summary>One by its code.</summary>
    public Town Of(string code) => _towns.Single(town => town.Code == code);

    /// <summary>One, drawn as often as people live in it.</summary>
    public Town Draw(Random random)
    {
        var left = random.NextInt64(_people);
        return _towns.First(town => (left -= town.People) < 0);
    }
}
