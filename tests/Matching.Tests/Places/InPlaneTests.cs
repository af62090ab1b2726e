using System.Linq;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

public sealed class InPlaneTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_point_lies_where_PostGIS_has_it_within_a_millimetre()
    {
        var random = Always.Random(10_000);
        var points = Enumerable
            .Range(0, 10_000)
            .Select(_ => Coordinates.Of(-10 + 46 * random.NextDouble(), 57 + 25 * random.NextDouble()))
            .ToList();
        var longitudes = points.Select(point => point.Longitude).ToArray();
        var latitudes = points.Select(point => point.Latitude).ToArray();

        var known = await host.WithDbAsync(db =>
            db.Database.SqlQuery<Known>(
                    $"""
                    select st_x(p.point) as "Easting", st_y(p.point) as "Northing"
                    from unnest({longitudes}, {latitudes}) with ordinality as at (x, y, n)
                    cross join lateral (select st_transform(st_setsrid(st_makepoint(x, y), 4326), 25833) as point) p
                    order by n
                    """
                )
                .ToListAsync()
        );

        var farthest = points
            .Zip(known)
            .Max(pair => InPlane.Of(pair.First).To(new(pair.Second.Easting, pair.Second.Northing)));
        TestContext.Current.TestOutputHelper?.WriteLine($"at most {farthest * 1e6:F0} micrometres apart");
        Assert.InRange(farthest, 0, 0.001);
    }

    private sealed record Known(double Easting, double Northing);
}
