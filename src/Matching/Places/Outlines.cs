using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>
/// What is drawn below the markers of a map, as the path data of SVG, in whole metres from the upper left corner.
/// </summary>
/// <param name="Land">Closed shapes; a little is drawn beyond the box, so that no edge of it looks like a
/// coast.</param>
/// <param name="Borders">Lines between municipalities, or between counties farther out; empty before boundaries are
/// imported.</param>
public sealed record Outlines(string Land, string Borders)
{
    // A map is sent with every answer to somebody who may be on a slow line.
    private const int Longest = 60_000;

    private const double Beyond = 0.02;

    /// <summary>What is drawn in a box; with less detail where it were more than 60 kB.</summary>
    public static async Task<Outlines> OfAsync(MatchingDb db, MapBox box, CancellationToken ct)
    {
        for (var detail = box.Zoom; ; detail--)
        {
            var drawn = await OfAsync(db, box, detail, ct);
            if (drawn.Land.Length + drawn.Borders.Length <= Longest || detail == MapBox.Farthest)
            {
                return drawn;
            }
        }
    }

    private static async Task<Outlines> OfAsync(MatchingDb db, MapBox box, int detail, CancellationToken ct)
    {
        var (beyond, zoom) = (box.Width * Beyond, (short)detail);
        var (left, right) = (box.Left, box.Left + box.Width);
        var (top, bottom) = (box.Top, box.Top - box.Height);
        return await db
            .Database.SqlQuery<Outlines>(
                $"""
                select coalesce(string_agg(path, ' ' order by number) filter (where kind = 'land'), '') as "Land",
                       coalesce(string_agg(path, ' ' order by number) filter (where kind = 'border'), '') as "Borders"
                from (
                    select o.kind, o.number,
                           nullif(st_assvg(st_translate(
                               case when o.shape @ b.box then o.shape
                                    else st_collectionextract(
                                        st_clipbybox2d(o.shape, b.box), case o.kind when 'land' then 3 else 2 end) end,
                               -{left}, -{top}), 1, 0), '') as path
                    from st_expand(st_makeenvelope({left}, {bottom}, {right}, {top}, 25833), {beyond}) as b (box)
                    join map_outlines o on o.zoom = {zoom} and o.shape && b.box) drawn
                """
            )
            .TagWith(Prepared.Tag)
            .SingleAsync(ct);
    }
}
