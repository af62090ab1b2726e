using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Places;

/// <summary>
/// Makes what the map is drawn of, for each of its zooms with as much detail as can be seen there. Before boundaries
/// are imported that is the country's outline; after it their union, and of the outline only what they do not have:
/// Svalbard and Jan Mayen.
/// </summary>
/// <remarks>
/// Land is drawn as one, and borders as the lines within it, each simplified once: what two municipalities share stays
/// the same line for both, so that neither gap nor sliver opens between them.
/// </remarks>
internal static class SettleOutlines
{
    /// <summary>The country's outline, for a fresh clone.</summary>
    public const string File = "seed/outline.wkt";

    // A corner that makes less difference than a square of so many metres is left out, by zoom: about a five-hundredth
    // of what is seen, which keeps every answer below the size that Outlines bounds it to.
    private static readonly double[] Detail = [3600, 2500, 1500, 950, 450, 220, 110];

    // Farther out the borders of counties are as much as the eye takes in.
    private const int MunicipalitiesFrom = 3;

    /// <summary>Settles them, in the caller's transaction.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await connection.ExecuteAsync(Drawn, ct);
        await connection.ExecuteAsync(Rest, ct, Scripts.Read(File));
        await connection.ExecuteAsync("delete from map_outlines", ct);
        short[] zooms = [.. Enumerable.Range(0, Detail.Length).Select(zoom => (short)zoom)];
        await connection.ExecuteAsync(Land, ct, zooms, Detail);
        await connection.ExecuteAsync(Borders, ct, zooms, Detail, (short)MunicipalitiesFrom);
        await connection.ExecuteAsync("drop table drawn_land, drawn_borders; analyze map_outlines", ct);
    }

    private const string Drawn = """
        create temporary table drawn_parts on commit drop as
        select b.municipality, left(b.municipality, 2) as county, st_makevalid(b.plane) as shape
        from municipality_boundaries b
        where not exists (select from places p where p.code = 'municipality:' || b.municipality and p.historical);

        create temporary table drawn_counties on commit drop as
        select st_union(shape) as shape from drawn_parts group by county;

        create temporary table drawn_country on commit drop as
        select st_union(shape) as shape from drawn_counties;

        create temporary table drawn_land on commit drop as
        select d.geom as shape from drawn_country c, st_dump(c.shape) d;

        create temporary table drawn_borders on commit drop as
        select i.of_counties, d.geom as shape
        from (select true as of_counties, st_unaryunion(st_collect(st_boundary(shape))) as lines from drawn_counties
              union all
              select false, st_unaryunion(st_collect(st_boundary(shape))) from drawn_parts) i, drawn_country c,
             st_dump(st_linemerge(st_difference(i.lines, st_boundary(c.shape)))) d;

        drop table drawn_parts, drawn_counties, drawn_country;
        """;

    private const string Rest = """
        insert into drawn_land (shape)
        select d.geom
        from st_dump(st_makevalid(st_transform(st_geomfromtext($1, 4326), 25833))) d
        where not exists (
            select from municipality_boundaries b
            where st_dwithin(b.plane, d.geom, 100000)
              and not exists (select from places p where p.code = 'municipality:' || b.municipality and p.historical))
        """;

    // Holes are where two files do not meet; few are lakes.
    private const string Land = """
        insert into map_outlines (zoom, kind, number, shape)
        select z.zoom, 'land', row_number() over (partition by z.zoom order by st_area(d.geom) desc, d.geom), d.geom
        from unnest($1, $2) as z (zoom, detail)
        join drawn_land l on st_area(l.shape) > 2 * z.detail ^ 2
        cross join lateral (
            select st_makepolygon(
                st_exteriorring(l.shape),
                array(select st_exteriorring(r.geom) from st_dumprings(l.shape) r
                      where r.path[1] > 0 and st_area(r.geom) > 2 * z.detail ^ 2)) as shape) whole
        cross join lateral st_dump(
            st_collectionextract(st_makevalid(st_simplifyvw(whole.shape, z.detail ^ 2)), 3)) d
        where st_area(d.geom) > z.detail ^ 2
        """;

    private const string Borders = """
        insert into map_outlines (zoom, kind, number, shape)
        select z.zoom, 'border', row_number() over (partition by z.zoom order by st_length(b.shape) desc, b.shape),
               st_simplifyvw(b.shape, 2 * z.detail ^ 2)
        from unnest($1, $2) as z (zoom, detail)
        join drawn_borders b on b.of_counties = (z.zoom < $3) and st_length(b.shape) > z.detail
        """;
}
