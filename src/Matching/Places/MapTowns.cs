using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>Names that tell somebody where on a map she is: the largest towns that have room.</summary>
public static class MapTowns
{
    private const int Most = 8;
    private const int Candidates = 60;

    // What a name takes of the map's width, at a size that can be read: a letter, its line, and the air around it.
    private const double Letter = 1 / 64.0;
    private const double Line = 1 / 24.0;
    private const double Air = 1 / 40.0;

    /// <summary>Metres from the left and the upper edge.</summary>
    public sealed record Town(string Name, int X, int Y);

    /// <summary>The names to write into a box, the largest town first.</summary>
    public static async Task<IReadOnlyList<Town>> InAsync(MatchingDb db, MapBox box, CancellationToken ct)
    {
        var (right, bottom) = (box.Left + box.Width, box.Top - box.Height);
        var air = -box.Width * Air;
        var found = await db
            .Database.SqlQuery<Named>(
                $"""
                select name as "Name", longitude as "Longitude", latitude as "Latitude"
                from places
                where kind = 'town' and not historical
                  and point && st_expand(st_makeenvelope({box.Left}, {bottom}, {right}, {box.Top}, 25833), {air})
                order by population desc nulls last, code
                limit {Candidates}
                """
            )
            .TagWith(Prepared.Tag)
            .ToListAsync(ct);
        var towns = new List<Town>();
        foreach (var (name, longitude, latitude) in found)
        {
            var (x, y) = box.Of(InPlane.Of(Coordinates.Of(longitude, latitude)));
            var town = new Town(name, x, y);
            if (towns.Count < Most && !towns.Exists(other => Overlap(town, other, box.Width)))
            {
                towns.Add(town);
            }
        }

        return towns;
    }

    // Whichever side of its town a name is written on.
    private static bool Overlap(Town one, Town other, double width) =>
        Math.Abs(one.Y - other.Y) < Line * width
        && Math.Abs(one.X - other.X) < ((one.Name.Length + other.Name.Length) * Letter + Air) * width;

    private sealed record Named(string Name, double Longitude, double Latitude);
}
