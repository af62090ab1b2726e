using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Groups;

public sealed class DrawMapTests(TestHost host) : IClassFixture<TestHost>
{
    // Where many groups stand on one and the same point.
    private static readonly (double Longitude, double Latitude)[] Towns =
    [
        (10.74609, 59.91273),
        (5.32415, 60.39299),
        (10.20449, 59.74389),
        (30.04578, 69.72706),
        (15.64689, 78.22334),
    ];

    [Fact]
    public async Task A_map_has_the_very_groups_of_the_list_under_the_markers_of_a_plain_reference()
    {
        var random = Always.Random(60);
        for (var i = 0; i < 60; i++)
        {
            if (i % 20 == 0)
            {
                await FillAsync(random.Next(10, 700), random);
            }

            var query = Query(random);
            var map = await MapAsync(query.Where);
            var zoomed = query.Zoom is { } zoom
                ? await MapAsync($"{query.Where}&zoom={zoom.ToString(CultureInfo.InvariantCulture)}")
                : map;
            foreach (var drawn in new[] { map, zoomed })
            {
                var list = await ListAsync(query.Where);
                var box = drawn.GetProperty("box");
                var (expected, inBox) = await ReferenceAsync(list.Local, box);
                var found = drawn.GetProperty("markers").EnumerateArray().Select(Found.Of).ToList();

                Assert.Equal(
                    expected.OrderBy(marker => marker.X).ThenBy(marker => marker.Y),
                    found.Select(marker => marker.At).OrderBy(marker => marker.X).ThenBy(marker => marker.Y)
                );
                Assert.Equal(inBox, found.Sum(marker => marker.At.Count));
                Assert.Equal(list.All - inBox, drawn.GetProperty("outside").GetInt32());
                Assert.All(found, marker => Assert.InRange(marker.At.X, 0, (int)box.GetProperty("width").GetDouble()));
                Assert.All(found, marker => Assert.InRange(marker.At.Y, 0, (int)box.GetProperty("height").GetDouble()));
                Assert.All(found, marker => Assert.Equal(Math.Min(20, marker.At.Count), marker.Groups.Count));

                // What stands on the first page of the list is named, where it is in the box at all.
                var named = found.SelectMany(marker => marker.Groups).ToHashSet();
                var firstInBox = await InBoxAsync([.. list.Local.Take(20)], box);
                Assert.Subset(named, firstInBox.Select(group => group.Id).ToHashSet());
            }
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("zoom=0", 0)]
    [InlineData("place=municipality:3301", 5)]
    [InlineData("place=municipality:3301&radiusKm=1", 6)]
    [InlineData("place=municipality:3301&radiusKm=30", 5)]
    [InlineData("place=municipality:3301&radiusKm=60", 4)]
    [InlineData("place=municipality:3301&radiusKm=100", 3)]
    [InlineData("place=municipality:3301&radiusKm=300", 2)]
    [InlineData("place=municipality:3301&radiusKm=600", 1)]
    [InlineData("place=municipality:3301&radiusKm=2000", 0)]
    [InlineData("place=municipality:3301&radiusKm=30&zoom=2", 2)]
    public async Task All_within_reach_is_seen_unless_somebody_asks_to_look_closer(string query, int zoom)
    {
        var map = await MapAsync(query);
        var (width, height) = (
            map.GetProperty("box").GetProperty("width").GetDouble(),
            map.GetProperty("box").GetProperty("height").GetDouble()
        );

        Assert.Equal(zoom, map.GetProperty("zoom").GetInt32());
        Assert.Equal(width * 1.25, height);
        Assert.NotEmpty(SvgPath.Lines(map.Text("land")));
        var from = map.GetProperty("from");
        Assert.Equal(!query.Contains("place", StringComparison.Ordinal), from.ValueKind == JsonValueKind.Null);
        var reach = map.GetProperty("reach");
        Assert.Equal(!query.Contains("radius", StringComparison.Ordinal), reach.ValueKind == JsonValueKind.Null);
        if (reach.ValueKind == JsonValueKind.Number && zoom > 1)
        {
            var (x, y) = (from.GetProperty("x").GetInt32(), from.GetProperty("y").GetInt32());
            Assert.All([x, y, width - x, height - y], space => Assert.True(space > reach.GetDouble()));
        }
    }

    [Fact]
    public async Task Names_of_towns_do_not_stand_in_each_others_way()
    {
        foreach (var query in new[] { "", "zoom=0", "place=municipality:0301", "place=municipality:5601&zoom=3" })
        {
            var map = await MapAsync(query);
            var width = map.GetProperty("box").GetProperty("width").GetDouble();
            var towns = map.GetProperty("towns").EnumerateArray().ToList();

            Assert.InRange(towns.Count, 3, 8);
            foreach (var (one, other) in towns.SelectMany((one, i) => towns.Skip(i + 1).Select(other => (one, other))))
            {
                var letters = one.Text("name").Length + other.Text("name").Length;
                Assert.True(
                    Math.Abs(one.GetProperty("y").GetInt32() - other.GetProperty("y").GetInt32()) >= width / 24
                        || Math.Abs(one.GetProperty("x").GetInt32() - other.GetProperty("x").GetInt32())
                            >= letters * width / 64,
                    $"{one.Text("name")} and {other.Text("name")}"
                );
            }
        }

        var country = await MapAsync("");
        Assert.Equal("Oslo", country.GetProperty("towns")[0].Text("name"));
    }

    [Fact]
    public async Task A_venue_that_is_not_public_stands_at_its_municipalitys_point_however_close_one_looks()
    {
        await host.SqlAsync($"delete from groups");
        using var staff = await host.StaffAsync("contact-point-drammen");
        foreach (var visibility in new[] { "area", "hidden" })
        {
            await staff.OpenGroupAsync(GroupsOfTests.Form(("meeting.visibility", visibility), ("name", visibility)));
        }

        foreach (var client in new[] { host.Anyone, staff })
        {
            foreach (var query in new[] { "near=10.25,59.72&zoom=6", "near=10.25,59.72&radiusKm=30", "zoom=1" })
            {
                var map = await client.GetJsonAsync("/v1/groups/map?" + query);
                var marker = Assert.Single(map.GetProperty("markers").EnumerateArray());
                Assert.Equal(2, marker.GetProperty("count").GetInt32());
                Assert.Equal(10, marker.GetProperty("freePlaces").GetInt32());
                Assert.Equal(10.20449, marker.GetProperty("longitude").GetDouble());
                Assert.Equal(59.74389, marker.GetProperty("latitude").GetDouble());
                Assert.DoesNotContain("Frivillig", map.GetRawText(), StringComparison.Ordinal);
                Assert.DoesNotContain("10.25", marker.GetRawText(), StringComparison.Ordinal);
            }

            // 2 km around the house, which is 3.7 km from the point that stands for it.
            var around = await client.GetJsonAsync("/v1/groups/map?near=10.25,59.72&radiusKm=2");
            Assert.Empty(around.GetProperty("markers").EnumerateArray());
            Assert.Equal(0, around.GetProperty("outside").GetInt32());
        }

        await staff.OpenGroupAsync(GroupsOfTests.Form(("name", "exact")));
        var exact = await MapAsync("near=10.25,59.72&zoom=6");
        var house = exact.GetProperty("markers").EnumerateArray().Single(m => m.GetProperty("count").GetInt32() == 1);
        Assert.Equal(10.25, house.GetProperty("longitude").GetDouble());
        Assert.Equal("exact", Assert.Single(house.GetProperty("groups").EnumerateArray()).Text("name"));
    }

    [Fact]
    public async Task The_filters_of_the_list_are_those_of_the_map()
    {
        await host.SqlAsync($"delete from groups");
        using var staff = await host.StaffAsync("contact-point-drammen");
        await staff.OpenGroupAsync();
        await staff.OpenGroupAsync(GroupsOfTests.Form(("topics", new JsonArray("across-topics")), ("schedule", null)));
        await staff.OpenGroupAsync(GroupsOfTests.Form(("meeting.form", "digital"), ("languages", new JsonArray("se"))));
        await staff.OpenGroupAsync(
            GroupsOfTests.Form(("meeting.form", "hybrid"), ("topics", new JsonArray("anxiety")))
        );
        var full = await staff.OpenGroupAsync(GroupsOfTests.Form(("members", 8)));
        Assert.Equal("full", full.Text("state"));
        await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form(("schedule", null)));

        foreach (
            var filter in new[]
            {
                "",
                "topic=grief",
                "topic=across-topics",
                "topic=grief&topic=anxiety",
                "meeting=digital",
                "meeting=hybrid",
                "meeting=telephone",
                "meeting=in-person&meeting=digital",
                "weekday=tu",
                "weekday=we&weekday=mo",
                "language=se",
                "language=nb&language=se",
                "state=full",
                "state=forming",
                "state=open&state=full",
            }
        )
        {
            foreach (var from in new[] { "", "place=municipality:3301&", "place=municipality:3301&radiusKm=20&" })
            {
                var list = await ListAsync(from + filter);
                var map = await MapAsync(from + filter);
                var drawn = map.GetProperty("markers")
                    .EnumerateArray()
                    .SelectMany(marker => marker.GetProperty("groups").EnumerateArray())
                    .Select(group => group.Id());
                Assert.Equal(list.Local.Select(group => group.Id).Order(), drawn.Order());
                Assert.Equal(list.All - list.Local.Count, map.GetProperty("outside").GetInt32());
            }
        }
    }

    [Theory]
    [InlineData("zoom=-1", HttpStatusCode.BadRequest, "zoom")]
    [InlineData("zoom=7", HttpStatusCode.BadRequest, "zoom")]
    [InlineData("zoom=1.5", HttpStatusCode.BadRequest, "zoom")]
    [InlineData("zoom=near", HttpStatusCode.BadRequest, "zoom")]
    [InlineData("zoom=2", HttpStatusCode.BadRequest, "zoom")]
    [InlineData("limit=5", HttpStatusCode.BadRequest, "limit")]
    [InlineData("place=municipality:3301&near=10.2,59.7", HttpStatusCode.BadRequest, "near")]
    [InlineData("radiusKm=10", HttpStatusCode.BadRequest, "radiusKm")]
    [InlineData("weekday=tuesday", HttpStatusCode.BadRequest, "weekday")]
    [InlineData("near=59.7,10.2", HttpStatusCode.UnprocessableEntity, "near")]
    [InlineData("place=municipality:9999", HttpStatusCode.UnprocessableEntity, "place")]
    [InlineData("topic=nothing", HttpStatusCode.UnprocessableEntity, "topic")]
    public async Task What_cannot_be_drawn_is_refused(string query, HttpStatusCode status, string field) =>
        Assert.Equal(
            field,
            Assert
                .Single(
                    (await host.Anyone.GetJsonAsync("/v1/groups/map?" + query, status))
                        .GetProperty("errors")
                        .EnumerateObject()
                )
                .Name
        );

    private Task<JsonElement> MapAsync(string query) => host.Anyone.GetJsonAsync("/v1/groups/map?" + query);

    // A third on a few points, a tenth at a distance.
    private async Task FillAsync(int count, Random random)
    {
        var points = GroupsInBulk.Points((ulong)random.Next(), count);
        await host.FillAsync([.. points.Select((point, i) => i % 3 == 0 ? Towns[random.Next(Towns.Length)] : point)]);
        await host.SqlAsync(
            $"update groups set form = case when number % 10 = 0 then 'digital' else form end, members = number % 5"
        );
    }

    private static (string Where, int? Zoom) Query(Random random)
    {
        var (longitude, latitude) = Towns[random.Next(Towns.Length)];
        var near = string.Create(
            CultureInfo.InvariantCulture,
            $"near={longitude + random.NextDouble() - 0.5:F4},{latitude + random.NextDouble() / 2 - 0.25:F4}"
        );
        return random.Next(5) switch
        {
            0 => ("", random.Next(2)),
            1 => (near, null),
            2 => ($"{near}&radiusKm={random.Next(1, 2000)}", random.Next(7)),
            3 => ($"{near}&radiusKm={random.Next(1, 100)}", random.Next(7)),
            _ => (near, random.Next(7)),
        };
    }

    // By the list: the groups that have a place, in its order, and how many it has in all.
    private async Task<(List<Listed> Local, int All)> ListAsync(string query)
    {
        List<Listed> local = [];
        var (remote, cursor) = (0, "");
        var first = true;
        do
        {
            var page = await host.Anyone.GetJsonAsync(
                $"/v1/groups?limit=100&{query}{(cursor.Length == 0 ? "" : "&cursor=" + cursor)}"
            );
            local.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(group => new Listed(group.Id(), group.GetProperty("freePlaces").GetInt32()))
            );
            if (first && page.GetProperty("digital").GetArrayLength() > 0)
            {
                remote = (await AllRemoteAsync(query, page)).Count;
            }

            first = false;
            cursor = page.GetProperty("nextCursor").GetString() ?? "";
        } while (cursor.Length > 0);

        return (local, local.Count + remote);
    }

    private async Task<List<Guid>> AllRemoteAsync(string query, JsonElement page)
    {
        List<Guid> all = [];
        while (true)
        {
            all.AddRange(page.GetProperty("digital").EnumerateArray().Select(group => group.Id()));
            if (page.GetProperty("digitalCursor").GetString() is not { } more)
            {
                return all;
            }

            page = await host.Anyone.GetJsonAsync($"/v1/groups?limit=100&{query}&cursor={more}");
        }
    }

    private sealed record Listed(Guid Id, int FreePlaces);

    private sealed record Marked(int X, int Y, int Count, int FreePlaces);

    private sealed record Found(Marked At, IReadOnlyList<Guid> Groups)
    {
        public static Found Of(JsonElement marker) =>
            new(
                new(
                    marker.GetProperty("x").GetInt32(),
                    marker.GetProperty("y").GetInt32(),
                    marker.GetProperty("count").GetInt32(),
                    marker.GetProperty("freePlaces").GetInt32()
                ),
                [.. marker.GetProperty("groups").EnumerateArray().Select(group => group.Id())]
            );
    }

    private sealed record InBox(Guid Id, double X, double Y);

    // By PostGIS, from the upper left corner.
    private async Task<List<InBox>> InBoxAsync(List<Listed> groups, JsonElement box)
    {
        var (left, top) = (box.GetProperty("x").GetDouble(), box.GetProperty("y").GetDouble());
        var (width, height) = (box.GetProperty("width").GetDouble(), box.GetProperty("height").GetDouble());
        var ids = groups.Select(group => group.Id).ToArray();
        return await host.WithDbAsync(db =>
            db.Database.SqlQuery<InBox>(
                    $"""
                    select id as "Id", x as "X", y as "Y"
                    from (select id, st_x(public_point) - {left} as x, {top} - st_y(public_point) as y
                          from groups where id = any ({ids})) g
                    where x between 0 and {width} and y between 0 and {height}
                    """
                )
                .ToListAsync()
        );
    }

    // The markers, all told: each point in turn, the one where most groups meet first, goes to the nearest marker that
    // is near enough, or gets its own.
    private async Task<(List<Marked> Markers, int InBox)> ReferenceAsync(List<Listed> groups, JsonElement box)
    {
        var inBox = await InBoxAsync(groups, box);
        var free = groups.ToDictionary(group => group.Id, group => group.FreePlaces);
        var apart = box.GetProperty("width").GetDouble() / 16;
        var markers = new List<(double X, double Y, List<Guid> Groups)>();
        foreach (
            var spot in inBox
                .GroupBy(group => (group.X, group.Y))
                .OrderByDescending(spot => spot.Count())
                .ThenByDescending(spot => spot.Key.Y)
                .ThenBy(spot => spot.Key.X)
        )
        {
            var ids = spot.Select(group => group.Id).ToList();
            var near = markers
                .Select(marker => (Far: double.Hypot(marker.X - spot.Key.X, marker.Y - spot.Key.Y), marker.Groups))
                .Where(marker => marker.Far < apart)
                .OrderBy(marker => marker.Far)
                .ToList();
            if (near is [var nearest, ..])
            {
                nearest.Groups.AddRange(ids);
            }
            else
            {
                markers.Add((spot.Key.X, spot.Key.Y, ids));
            }
        }

        return (
            [
                .. markers.Select(marker => new Marked(
                    (int)Math.Round(marker.X),
                    (int)Math.Round(marker.Y),
                    marker.Groups.Count,
                    marker.Groups.Sum(id => free[id])
                )),
            ],
            inBox.Count
        );
    }
}
