using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Matching.Tests.Support;

/// <summary>
/// Boundaries that meet, made up from what the seed knows: a rectangle is the mainland, and each part of it belongs to
/// the municipality whose point is nearest.
/// </summary>
internal static class MadeUpBoundaries
{
    /// <summary>The rectangle, in degrees.</summary>
    public const double West = 4.5,
        South = 57.9,
        East = 31.5,
        North = 71.3;

    /// <summary>The polygon of each municipality, as GeoJSON has it, by number.</summary>
    public static async Task<Dictionary<string, JsonElement>> OfAsync(TestHost host) =>
        await host.WithDbAsync(async db =>
        {
            var cells = await db
                .Database.SqlQuery<Cell>(
                    $"""
                    with points as (
                        select municipality, st_makepoint(longitude, latitude) as point from places
                        where kind = 'municipality' and not historical and county is not null),
                    cells as (
                        select (st_dump(st_voronoipolygons(
                            st_collect(point), 0, st_makeenvelope({West}, {South}, {East}, {North})))).geom as area
                        from points)
                    select p.municipality as "Number",
                           st_asgeojson(st_intersection(c.area, st_makeenvelope({West}, {South}, {East}, {North})), 9) as "Area"
                    from points p join cells c on st_covers(c.area, p.point)
                    """
                )
                .ToListAsync();
            return cells.ToDictionary(cell => cell.Number, cell => JsonSerializer.Deserialize<JsonElement>(cell.Area));
        });

    /// <summary>The file, as Kartverket publishes it.</summary>
    public static string File(this MadeUpRegisters registers, IReadOnlyDictionary<string, JsonElement> areas) =>
        registers.Write(
            "meeting.geojson",
            JsonSerializer.Serialize(
                new
                {
                    type = "FeatureCollection",
                    features = areas.Select(area => new
                    {
                        type = "Feature",
                        properties = new
                        {
                            kommunenummer = area.Key,
                            kommunenavn = registers.Municipalities[area.Key].Name,
                        },
                        geometry = area.Value,
                    }),
                }
            ),
            System.Text.Encoding.ASCII
        );

    private sealed record Cell(string Number, string Area);
}
