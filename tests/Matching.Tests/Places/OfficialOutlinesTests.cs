using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>What a map is drawn of when the boundaries are those of Kartverket.</summary>
public sealed class OfficialOutlinesTests(OfficialRegisters host, ITestOutputHelper output)
    : IClassFixture<OfficialRegisters>
{
    // Where there is little to draw, say one straight border in a wood, less detail shows the same. What was too long
    // would with half of its points still be longer than this.
    private const int Plain = 6_000;

    [Fact]
    public async Task Around_every_municipality_no_map_is_longer_than_60_kB_and_none_lacks_detail()
    {
        await host.EnsureAsync();
        var points = await host.WithDbAsync(db =>
            db.Places.AsNoTracking()
                .Where(place => place.Kind == PlaceKind.Municipality && !place.Historical)
                .OrderBy(place => place.Code)
                .ToListAsync()
        );
        var watch = new Stopwatch();

        for (var zoom = MapBox.Farthest; zoom <= MapBox.Nearest; zoom++)
        {
            var (longest, coarser) = (0, 0);
            watch.Restart();
            foreach (var place in points.Where((_, i) => i % (zoom < 2 ? 100 : 7) == 0))
            {
                var box = MapBox.Around(InPlane.Of(place.Point!.Value), null, zoom);
                var drawn = await host.WithDbAsync(db => Outlines.OfAsync(db, box, Ct));

                Assert.NotEmpty(SvgPath.Lines(drawn.Land));
                Assert.NotNull(SvgPath.Lines(drawn.Borders));
                var length = drawn.Land.Length + drawn.Borders.Length;
                longest = Math.Max(longest, length);
                coarser += zoom > 0 && length > Plain && drawn == await CoarserAsync(box) ? 1 : 0;
            }

            output.WriteLine($"zoom {zoom}: at most {longest} characters, {coarser} with less detail than asked for");
            Assert.InRange(longest, 1, 60_000);
            Assert.Equal(0, coarser);
        }
    }

    [Fact]
    public async Task Towns_stand_on_land()
    {
        await host.EnsureAsync();
        var towns = await host.WithDbAsync(db =>
            db.Places.AsNoTracking()
                .Where(place => place.Kind == PlaceKind.Town && place.County != null)
                .OrderBy(place => place.Code)
                .ToListAsync()
        );

        var ashore = 0;
        foreach (var town in towns)
        {
            var at = InPlane.Of(town.Point!.Value);
            var box = MapBox.Around(at, null, MapBox.Nearest);
            var (x, y) = box.Of(at);
            var drawn = await host.WithDbAsync(db => Outlines.OfAsync(db, box, Ct));
            ashore += SvgPath.Holds(drawn.Land, x, y) ? 1 : 0;
        }

        output.WriteLine($"{ashore} of {towns.Count}");
        Assert.InRange(ashore, towns.Count * 95 / 100, towns.Count);
    }

    private static System.Threading.CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Outlines> CoarserAsync(MapBox box) =>
        host.WithDbAsync(db => Outlines.OfAsync(db, box with { Zoom = box.Zoom - 1 }, Ct));
}
