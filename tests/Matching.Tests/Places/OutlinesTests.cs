using System;
using System.Linq;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>
/// What a map is drawn of, before boundaries are imported and after; every test has a database of its own.
/// </summary>
public sealed class OutlinesTests : IAsyncLifetime
{
    // Rectangles of degrees are no rectangles of the plane.
    private const double Bent = 0.02;

    private readonly TestHost _host = new();
    private readonly TemporaryFolder _folder = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Before_boundaries_are_imported_towns_stand_on_the_countrys_outline()
    {
        var box = MapBox.Around(null, null, MapBox.Farthest);
        var drawn = await DrawAsync(box);
        var towns = await _host.WithDbAsync(db =>
            db.Places.AsNoTracking().Where(place => place.Kind == PlaceKind.Town).ToListAsync()
        );

        var ashore = towns.Count(town => Holds(drawn, box, town.Point!.Value));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{ashore} of {towns.Count} towns on land, {drawn.Land.Length} characters"
        );
        // Most stand at the coast, which a map of the whole country shows to two kilometres.
        Assert.InRange(ashore, towns.Count * 3 / 4, towns.Count);
        Assert.All(
            [(10.75, 60.5), (25.0, 69.5), (16.5, 78.9), (-8.4, 71.0)],
            at => Assert.True(Holds(drawn, box, Coordinates.Of(at.Item1, at.Item2)), $"{at} is land")
        );
        Assert.All(
            [(15.0, 60.0), (3.0, 62.0), (26.0, 66.0), (20.0, 74.0), (10.6, 59.0)],
            at => Assert.False(Holds(drawn, box, Coordinates.Of(at.Item1, at.Item2)), $"{at} is not")
        );
        Assert.Equal("", drawn.Borders);
    }

    [Fact]
    public async Task After_an_import_the_land_is_that_of_the_municipalities_and_what_two_share_is_one_line()
    {
        var made = await MadeUpRegisters.OfAsync(_host, _folder);
        var areas = await MadeUpBoundaries.OfAsync(_host);
        await ImportAsync(made.File(areas));
        var all = MapBox.Around(null, null, MapBox.Farthest);
        var (country, near) = (await DrawAsync(all), await DrawAsync(Around(10.2, 61.5, zoom: 3)));
        var (land, shared, ofCounties) = await _host.WithDbAsync(db =>
            db.Database.SqlQuery<Known>(
                    $"""
                    select st_area(st_union(plane)) as "Land",
                           (sum(st_perimeter(plane)) - st_perimeter(st_union(plane))) / 2 as "Shared",
                           (select (sum(st_perimeter(c.area)) - st_perimeter(st_union(c.area))) / 2
                            from (select st_union(plane) as area from municipality_boundaries group by left(municipality, 2)) c)
                               as "OfCounties"
                    from municipality_boundaries
                    """
                )
                .SingleAsync()
        );

        // The mainland alone comes from the file.
        var arctic = SvgPath.Area(country.Land) - land;
        TestContext.Current.TestOutputHelper?.WriteLine($"Svalbard and Jan Mayen: {arctic / 1e6:F0} km²");
        Assert.InRange(arctic / 1e6, 50_000, 70_000);
        Assert.True(Holds(country, all, Coordinates.Of(16.5, 78.9)));
        Assert.True(Holds(country, all, Coordinates.Of(20, 61)));
        Assert.InRange(SvgPath.Length(country.Borders) / ofCounties, 1 - Bent, 1 + Bent);
        Assert.True(shared > 1.5 * ofCounties);

        // All of this box is land, and the municipalities cut it up.
        Assert.Single(SvgPath.Lines(near.Land));
        Assert.True(SvgPath.Lines(near.Borders).Count > 20);
        Assert.Equal(0, await UndrawnAsync());
    }

    [Fact]
    public async Task A_file_that_says_the_same_draws_nothing_anew_and_what_is_historical_is_drawn_no_more()
    {
        var made = await MadeUpRegisters.OfAsync(_host, _folder);
        var areas = await MadeUpBoundaries.OfAsync(_host);
        await ImportAsync(made.File(areas));
        var first = await VersionsAsync();
        await ImportAsync(made.File(areas));
        var second = await VersionsAsync();
        // Røst: a corner of the made-up mainland.
        areas.Remove("1856");
        await ImportAsync(made.File(areas));
        var box = Around(12.1, 67.5, zoom: 5);

        Assert.Equal(first, second);
        Assert.NotEqual(first, await VersionsAsync());
        Assert.False(Holds(await DrawAsync(box), box, Coordinates.Of(12.1, 67.5)));
    }

    [Fact]
    public async Task What_would_be_longer_than_60_kB_is_drawn_with_less_detail()
    {
        await _host.SqlAsync(
            $"""
            insert into map_outlines (zoom, kind, number, shape)
            select 6, 'land', 100000, st_makepolygon(st_makeline(
                       array(select st_setsrid(st_makepoint(230000 + i, 6620000 + 5000 * (i % 2)), 25833)
                             from generate_series(0, 10000) i)
                       || array[st_setsrid(st_makepoint(230000, 6600000), 25833),
                                st_setsrid(st_makepoint(230000, 6620000), 25833)]))
            """
        );
        var box = Around(10.2, 59.74, zoom: 6);

        var drawn = await DrawAsync(box);

        var coarser = await _host.WithDbAsync(db => Outlines.OfAsync(db, box with { Zoom = 5 }, Ct));
        Assert.InRange(drawn.Land.Length, 100, 60_000);
        Assert.True(coarser == drawn);
    }

    [Fact]
    public async Task What_is_cut_out_of_the_land_is_what_lies_in_the_box()
    {
        var random = Always.Random(100);
        for (var i = 0; i < 100; i++)
        {
            var zoom = random.Next(2, MapBox.Nearest + 1);
            var box = Around(4.5 + 26 * random.NextDouble(), 58 + 13 * random.NextDouble(), zoom);
            var drawn = await DrawAsync(box);
            var (left, top, right, bottom) = (box.Left, box.Top, box.Left + box.Width, box.Top - box.Height);
            var beyond = box.Width / 50;
            var known = await _host.WithDbAsync(db =>
                db.Database.SqlQuery<double>(
                        $"""
                        select coalesce(sum(st_area(st_intersection(
                                   shape, st_expand(st_makeenvelope({left}, {bottom}, {right}, {top}, 25833), {beyond})))), 0) as "Value"
                        from map_outlines where zoom = {zoom} and kind = 'land'
                        """
                    )
                    .SingleAsync()
            );

            // Whole metres, along all of the coast.
            Assert.Equal(known, SvgPath.Area(drawn.Land), 10 + SvgPath.Length(drawn.Land));
        }
    }

    private static System.Threading.CancellationToken Ct => TestContext.Current.CancellationToken;

    private static MapBox Around(double longitude, double latitude, int zoom) =>
        MapBox.Around(InPlane.Of(Coordinates.Of(longitude, latitude)), null, zoom);

    private static bool Holds(Outlines drawn, MapBox box, Coordinates point)
    {
        var (x, y) = box.Of(InPlane.Of(point));
        return SvgPath.Holds(drawn.Land, x, y);
    }

    private Task<Outlines> DrawAsync(MapBox box) => _host.WithDbAsync(db => Outlines.OfAsync(db, box, Ct));

    private async Task ImportAsync(string boundaries) =>
        Assert.Empty(
            (await OfficialRegisters.ImportAsync(_host, new(null, boundaries, null))).Bad.Select(bad => bad.ToString())
        );

    private Task<string> VersionsAsync() =>
        _host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select md5(string_agg(concat_ws(' ', zoom, kind, number, xmin), ',' order by zoom, kind, number)) as "Value"
                    from map_outlines
                    """
                )
                .SingleAsync()
        );

    // Metres of what two municipalities share that lie farther from a border as it is drawn than it is simplified by.
    private Task<double> UndrawnAsync() =>
        _host.WithDbAsync(db =>
            db.Database.SqlQuery<double>(
                    $"""
                    select coalesce(sum(st_length(st_difference(
                               st_intersection(a.plane, b.plane),
                               (select st_buffer(st_collect(shape), 2000) from map_outlines where zoom = 6 and kind = 'border')))), 0) as "Value"
                    from municipality_boundaries a join municipality_boundaries b
                        on a.municipality < b.municipality and st_touches(a.plane, b.plane)
                    where a.municipality like '34%'
                    """
                )
                .SingleAsync()
        );

    private sealed record Known(double Land, double Shared, double OfCounties);
}
