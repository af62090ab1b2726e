using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Matching.Database;
using Matching.Tests.Support;

namespace Matching.Tests.Groups;

/// <summary>Many open groups at once, by SQL, and the same list in C# to hold the search against.</summary>
public static class GroupsInBulk
{
    private static readonly Gen<(double Longitude, double Latitude)> Norway =
        from box in Gen.Elements<(double West, double East, double South, double North)>(
            (4.5, 12.5, 58, 63.5),
            (4.5, 12.5, 58, 63.5),
            (10, 17, 63, 68.5),
            (14, 31.2, 68, 71.2),
            (10, 33, 76.4, 80.8),
            (-9, -7.9, 70.8, 71.2)
        )
        from x in Gen.Choose(0, 1_000_000)
        from y in Gen.Choose(0, 1_000_000)
        select (box.West + ((box.East - box.West) * x / 1e6), box.South + ((box.North - box.South) * y / 1e6));

    /// <summary>Points all over Norway, Svalbard and Jan Mayen included: the same for the same seed.</summary>
    public static IReadOnlyList<(double Longitude, double Latitude)> Points(ulong seed, int count) =>
        [.. Norway.Sample(count, new Rnd(seed), 1)];

    /// <summary>Replaces all groups by open ones at these points.</summary>
    public static async Task<List<(Guid Id, double Longitude, double Latitude)>> FillAsync(
        this TestHost host,
        IReadOnlyList<(double Longitude, double Latitude)> points
    )
    {
        var groups = points.Select(point => (Id: RandomId.New(), point.Longitude, point.Latitude)).ToList();
        var ids = groups.Select(group => group.Id).ToArray();
        var longitudes = groups.Select(group => group.Longitude).ToArray();
        var latitudes = groups.Select(group => group.Latitude).ToArray();
        await host.SqlAsync($"delete from groups");
        await host.SqlAsync(
            $"""
            insert into groups (id, body, name, topics, state, capacity, members, joining, form, municipality, longitude, latitude,
                                public_longitude, public_latitude, visibility, languages, gender, age_bands, confirmed_on)
            select p.id, b.id, 'A group', array[]::smallint[], 'open', 8, 4, 'direct', 'in-person', '0301', p.lon, p.lat,
                   p.lon, p.lat, 'exact', array['nb'], 'any', array[]::text[], '2026-11-01'
            from unnest({ids}, {longitudes}, {latitudes}) as p (id, lon, lat), bodies b where b.kind = 'national-office'
            """
        );
        return groups;
    }

    /// <summary>What any search must answer: everything sorted by geodesic distance, then by id.</summary>
    public static IEnumerable<(Guid Id, double Km)> Sorted(
        this IEnumerable<(Guid Id, double Longitude, double Latitude)> groups,
        double longitude,
        double latitude
    ) =>
        from g in groups
        let km = Geodesic.Metres(longitude, latitude, g.Longitude, g.Latitude) / 1000
        orderby km, g.Id.ToString()
        select (g.Id, km);
}
