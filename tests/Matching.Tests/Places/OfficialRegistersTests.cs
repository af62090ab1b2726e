using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>The registers as they are published, imported.</summary>
public sealed class OfficialRegistersTests(OfficialRegisters host, ITestOutputHelper output)
    : IClassFixture<OfficialRegisters>
{
    private const int Points = 10_000;

    [Fact]
    public async Task The_import_takes_less_than_a_minute_and_a_second_one_changes_nothing()
    {
        await host.EnsureAsync();
        using var report = new StringWriter();
        host.First!.Write(report, report);
        output.WriteLine($"{host.Took.TotalSeconds:F1} s\n{report}");
        var before = await VersionsAsync();

        var second = await OfficialRegisters.ImportAsync(host, OfficialRegisters.Files());

        Assert.Empty(host.First.Bad);
        Assert.True(host.Took < TimeSpan.FromSeconds(60));
        Assert.False(second.HasChanges);
        Assert.Equal(before, await VersionsAsync());
        output.WriteLine($"A second run: {second.Counts.Sum(row => row.Count)} rows unchanged, none written.");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Every_postal_code_answers_with_its_municipality_and_one_body()
    {
        await host.EnsureAsync();
        var lines = await File.ReadAllLinesAsync(
            OfficialRegisters.File("postnummerregister-ansi.txt"),
            System.Text.Encoding.Latin1,
            TestContext.Current.CancellationToken
        );
        // Neighbours have much in common.
        var step = Always.Usually(some: 5, all: 1);
        var asked = lines.Where((_, i) => i % step == 0).ToList();
        var reasons = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();

        await Parallel.ForEachAsync(
            asked.Select(line => line.Split('\t')),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (row, _) =>
            {
                var answer = await host.Anyone.GetJsonAsync("/v1/responsible?place=postal-code:" + row[0]);

                Assert.Equal(row[2], answer.GetProperty("where").Text("municipality"));
                Assert.False(answer.GetProperty("where").GetProperty("historical").GetBoolean());
                var chain = answer.GetProperty("chain").EnumerateArray();
                var first = chain.First(link => link.GetProperty("passedOver").ValueKind == JsonValueKind.Null);
                Assert.Equal(first.GetProperty("body").Id(), answer.GetProperty("responsible").Id());
                Assert.NotEqual("municipality-unknown", answer.GetProperty("because").Code());
                reasons.AddOrUpdate(answer.GetProperty("because").Code(), 1, (_, count) => count + 1);
            }
        );

        Assert.Equal(5121, lines.Length);
        Assert.Equal(asked.Count, reasons.Values.Sum());
        output.WriteLine($"{asked.Count} postal codes, {watch.ElapsedMilliseconds / (double)asked.Count:F1} ms each");
        foreach (var (reason, count) in reasons.OrderBy(reason => reason.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{reason, -25}{count, 6}");
        }
    }

    [Fact]
    public async Task Ten_thousand_random_points_find_the_municipality_whose_polygon_holds_them()
    {
        await host.EnsureAsync();
        var random = Always.Random(Points);
        var polygons = Polygons();
        var points = Enumerable
            .Range(0, Points)
            .Select(i => polygons[i % polygons.Count])
            .Select(polygon => (polygon.Number, At: Inside(polygon, random)))
            .ToList();
        var watch = Stopwatch.StartNew();

        var found = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select coalesce(a.located || ' ' || a.municipality, '') as "Value"
                    from unnest({points.Select(point => point.At.X).ToArray()}, {points
                        .Select(point => point.At.Y)
                        .ToArray()}) with ordinality as p (x, y, n)
                    left join lateral municipality_at(p.x, p.y) a on true
                    order by p.n
                    """
                )
                .ToListAsync()
        );

        var right = points.Zip(found).Count(pair => pair.Second == "boundary " + pair.First.Number);
        output.WriteLine(
            $"{right} of {Points} points in {polygons.Count} polygons find their own, {watch.ElapsedMilliseconds / (double)Points:F2} ms each"
        );
        Assert.Equal(357, polygons.Count);
        Assert.Equal(Points, right);
    }

    [Theory]
    [InlineData("10.20,59.74", "3301", "boundary")]
    [InlineData("4.6,60.35", "4626", "nearest")] // in the sea west of Øygarden
    [InlineData("15.65,78.22", "2100", "nearest")] // Svalbard has no boundary
    [InlineData("-8.7,70.9", "2211", "nearest")]
    public async Task A_coordinate_says_how_its_municipality_was_found(string near, string number, string located)
    {
        await host.EnsureAsync();

        var where = (await host.Anyone.GetJsonAsync("/v1/responsible?near=" + near)).GetProperty("where");

        Assert.Equal((number, located), (where.Text("municipality"), where.Text("located")));
    }

    [Fact]
    public async Task Containment_uses_the_index()
    {
        await host.EnsureAsync();

        var plan = await host.WithDbAsync(db =>
            db.Database.SqlQueryRaw<string>(
                    "explain select municipality from municipality_boundaries where st_covers(area, st_setsrid(st_makepoint(10.2, 59.74), 4326))"
                )
                .ToListAsync()
        );

        Assert.Contains(plan, line => line.Contains("municipality_boundaries_area", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_population_is_exact_and_all_official_names_are_found()
    {
        await host.EnsureAsync();
        var oslo = (await host.Anyone.GetJsonAsync("/v1/places?q=Oslo")).GetProperty("items")[0];
        var karasjok = (await host.Anyone.GetJsonAsync("/v1/places?q=K%C3%A1r%C3%A1%C5%A1johka")).GetProperty("items")[
            0
        ];
        var large = await host.WithDbAsync(db =>
            db.Places.CountAsync(place =>
                place.Kind == Matching.Places.PlaceKind.Municipality && place.County != null && place.Adults >= 20
            )
        );

        Assert.Equal(717_710 * 79 / 100, oslo.GetProperty("adults").GetInt32());
        Assert.Equal("municipality:5610", karasjok.Text("place"));
        Assert.Equal("Karasjok", karasjok.Text("name"));
        Assert.Equal(357, large);
    }

    private static List<(string Number, Geometry Area, IndexedPointInAreaLocator Locator)> Polygons()
    {
        var factory = new GeometryFactory();
        using var file = JsonDocument.Parse(File.ReadAllBytes(OfficialRegisters.File("kommuner-2024-M.geojson")));
        return
        [
            .. file
                .RootElement.GetProperty("features")
                .EnumerateArray()
                .Select(feature =>
                {
                    var geometry = feature.GetProperty("geometry");
                    var coordinates = geometry.GetProperty("coordinates");
                    Geometry area =
                        geometry.Text("type") == "Polygon"
                            ? ToPolygon(coordinates)
                            : factory.CreateMultiPolygon([.. coordinates.EnumerateArray().Select(ToPolygon)]);
                    return (
                        feature.GetProperty("properties").Text("kommunenummer"),
                        area,
                        new IndexedPointInAreaLocator(area)
                    );
                }),
        ];

        Polygon ToPolygon(JsonElement rings)
        {
            var all = rings
                .EnumerateArray()
                .Select(ring =>
                    factory.CreateLinearRing([
                        .. ring.EnumerateArray().Select(at => new Coordinate(at[0].GetDouble(), at[1].GetDouble())),
                    ])
                )
                .ToList();
            return factory.CreatePolygon(all[0], [.. all.Skip(1)]);
        }
    }

    private static Coordinate Inside(
        (string Number, Geometry Area, IndexedPointInAreaLocator Locator) polygon,
        Random random
    )
    {
        var box = polygon.Area.EnvelopeInternal;
        while (true)
        {
            var at = new Coordinate(
                box.MinX + random.NextDouble() * box.Width,
                box.MinY + random.NextDouble() * box.Height
            );
            if (polygon.Locator.Locate(at) == Location.Interior)
            {
                return at;
            }
        }
    }

    private Task<string> VersionsAsync() =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select md5(string_agg(x, ',' order by x)) as "Value"
                    from (select code || xmin::text as x from places
                          union all select place || name || xmin::text from place_names
                          union all select municipality || xmin::text from municipality_boundaries) v
                    """
                )
                .SingleAsync()
        );
}
