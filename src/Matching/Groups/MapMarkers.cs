using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Places;

namespace Matching.Groups;

/// <summary>A mark on a map for a group, or for several that would stand too near each other.</summary>
/// <param name="X">Metres from the left edge of the map.</param>
/// <param name="Y">Metres from its upper edge.</param>
/// <param name="Longitude">Of the public point that it stands at: that of its place where most groups meet.</param>
/// <param name="Groups">The first twenty of them; among these are those on the first page of the list.</param>
/// <param name="Count">How many groups it stands for.</param>
/// <param name="FreePlaces">In all of them together.</param>
public sealed record MapMarker(
    int X,
    int Y,
    double Longitude,
    double Latitude,
    IReadOnlyList<MarkedGroup> Groups,
    int Count,
    int FreePlaces
);

/// <summary>A group as a marker names it.</summary>
public sealed record MarkedGroup(Guid Id, int Number, string Name, int FreePlaces);

/// <summary>
/// Puts groups under markers. Where most groups meet there is one, and all that is nearer to it than a sixteenth of the
/// map's width is under it; so no two markers are nearer than that, and none is farther from what it stands for. The
/// same groups in the same box always come under the same ones.
/// </summary>
internal static class MapMarkers
{
    private const int Apart = 16;

    /// <param name="groups">In the order of the list, with their public points, all in the box.</param>
    /// <param name="named">How many groups a marker names.</param>
    public static IReadOnlyList<MapMarker> Of(
        IEnumerable<(MarkedGroup Group, Coordinates Point)> groups,
        MapBox box,
        int named
    )
    {
        var apart = box.Width / Apart;
        var markers = new Dictionary<(int, int), List<Marker>>();
        var spots = groups
            .Index()
            .GroupBy(at => at.Item.Point)
            .Select(at => new Spot(at.Key, InPlane.Of(at.Key), [.. at.Select(one => (one.Index, one.Item.Group))]))
            .OrderByDescending(spot => spot.Groups.Count)
            .ThenBy(spot => spot.At.Northing)
            .ThenBy(spot => spot.At.Easting);
        foreach (var spot in spots)
        {
            var (column, row) = ((int)Math.Floor(spot.At.Easting / apart), (int)Math.Floor(spot.At.Northing / apart));
            var nearest = Around(column, row).MinBy(marker => marker.Spot.At.To(spot.At));
            if (nearest is null || nearest.Spot.At.To(spot.At) >= apart)
            {
                nearest = new(spot, []);
                markers.TryAdd((column, row), []);
                markers[(column, row)].Add(nearest);
            }

            nearest.Groups.AddRange(spot.Groups);
        }

        return [.. markers.Values.SelectMany(some => some).OrderBy(one => one.First).Select(one => one.In(box, named))];

        IEnumerable<Marker> Around(int column, int row) =>
            from x in Enumerable.Range(column - 1, 3)
            from y in Enumerable.Range(row - 1, 3)
            from marker in markers.GetValueOrDefault((x, y)) ?? []
            select marker;
    }

    private sealed record Spot(Coordinates Point, InPlane At, List<(int Order, MarkedGroup Group)> Groups);

    private sealed record Marker(Spot Spot, List<(int Order, MarkedGroup Group)> Groups)
    {
        public int First => Groups.Min(group => group.Order);

        public MapMarker In(MapBox box, int named)
        {
            var (x, y) = box.Of(Spot.At);
            return new(
                x,
                y,
                Spot.Point.Longitude,
                Spot.Point.Latitude,
                [.. Groups.OrderBy(group => group.Order).Take(named).Select(group => group.Group)],
                Groups.Count,
                Groups.Sum(group => group.Group.FreePlaces)
            );
        }
    }
}
