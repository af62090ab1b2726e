using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Groups;

public sealed class FindGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("")]
    [InlineData("&near=10.74609,59.91273")]
    [InlineData("&near=30.04578,69.72706")]
    public async Task Every_page_together_gives_every_group_once(string from)
    {
        var all = await host.FillAsync(GroupsInBulk.Points(3, 57));
        List<Guid> seen = [];
        List<double> far = [];
        string? cursor = null;
        do
        {
            var page = await host.Anyone.GetJsonAsync(
                $"/v1/groups?limit=10{from}{(cursor is null ? "" : "&cursor=" + cursor)}"
            );
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(group => group.Id()));
            far.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Where(_ => from.Length > 0)
                    .Select(group => group.GetProperty("distanceKm").GetDouble())
            );
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(all.Select(group => group.Id).Order(), seen.Order());
        Assert.Equal(far.Order(), far);
    }

    [Fact]
    public async Task From_Kirkenes_the_nearest_groups_are_found_however_far_and_over_every_border()
    {
        await host.FillAsync([
            (18.9551, 69.6489),
            (14.4049, 67.2804),
            (10.3951, 63.4305),
            (10.7461, 59.9127),
            (15.6469, 78.2233),
        ]);

        var items = (await host.Anyone.GetJsonAsync("/v1/groups?place=municipality:5605")).GetProperty("items");

        Assert.Equal(5, items.GetArrayLength());
        Assert.InRange(items[0].GetProperty("distanceKm").GetDouble(), 420, 435);
        var within = (await host.Anyone.GetJsonAsync("/v1/groups?place=municipality:5605&radiusKm=400")).GetProperty(
            "items"
        );
        Assert.Equal(0, within.GetArrayLength());
        var svalbard = (await host.Anyone.GetJsonAsync("/v1/groups?place=postal-code:9170")).GetProperty("items");
        Assert.InRange(svalbard[0].GetProperty("distanceKm").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task A_venue_that_is_not_public_leaks_neither_by_its_fields_nor_by_any_distance()
    {
        await host.SqlAsync($"delete from groups");
        using var staff = await host.StaffAsync("contact-point-drammen");
        using var stranger = await host.StaffAsync("link-bergen");
        var point = (Longitude: 10.20449, Latitude: 59.74389);
        foreach (var visibility in new[] { "area", "hidden" })
        {
            var made = await staff.OpenGroupAsync(
                GroupsOfTests.Form(("meeting.visibility", visibility), ("name", visibility))
            );
            var own = (await staff.GetJsonAsync(made.Path())).GetProperty("meeting");
            Assert.Equal("Frivilligsentralen", own.Text("venue"));
            foreach (var client in new[] { host.Anyone, stranger })
            {
                var meeting = (await client.GetJsonAsync(made.Path())).GetProperty("meeting");
                Assert.All(
                    ["venue", "address", "longitude", "latitude"],
                    field => Assert.Equal(JsonValueKind.Null, meeting.GetProperty(field).ValueKind)
                );
                Assert.Equal("3301", meeting.Text("municipality"));
            }
        }

        var exact = await staff.OpenGroupAsync(GroupsOfTests.Form(("name", "exact")));
        Assert.Equal(10.25, exact.GetProperty("meeting").GetProperty("longitude").GetDouble());

        foreach (var (longitude, latitude) in new[] { (10.25, 59.72), (10.0, 59.5), point })
        {
            var near = string.Create(CultureInfo.InvariantCulture, $"near={longitude},{latitude}");
            var km = Math.Round(Geodesic.Metres(longitude, latitude, point.Longitude, point.Latitude) / 1000, 1);
            var items = (await host.Anyone.GetJsonAsync("/v1/groups?" + near))
                .GetProperty("items")
                .EnumerateArray()
                .ToList();
            Assert.All(
                items.Where(group => group.Text("name") != "exact"),
                group => Assert.Equal(km, group.GetProperty("distanceKm").GetDouble())
            );
        }

        // The venue is 3.7 km from the municipality's point: a radius of 2 km round the house holds only the public
        // one.
        var within = await host.Anyone.GetJsonAsync("/v1/groups?near=10.25,59.72&radiusKm=2");
        Assert.Equal("exact", Assert.Single(within.GetProperty("items").EnumerateArray()).Text("name"));
    }

    [Fact]
    public async Task Digital_groups_stand_beside_the_local_ones_on_the_first_page_only()
    {
        await host.FillAsync([(10.2, 59.7), (10.3, 59.7), (10.4, 59.7)]);
        await host.SqlAsync($"update groups set form = 'digital' where public_longitude = 10.4");

        var first = await host.Anyone.GetJsonAsync("/v1/groups?place=municipality:3301&limit=1");
        var second = await host.Anyone.GetJsonAsync(
            $"/v1/groups?place=municipality:3301&limit=1&cursor={first.Text("nextCursor")}"
        );
        var only = await host.Anyone.GetJsonAsync("/v1/groups?meeting=digital");

        Assert.Equal(
            "digital",
            Assert.Single(first.GetProperty("digital").EnumerateArray()).GetProperty("meeting").Text("form")
        );
        Assert.Empty(second.GetProperty("digital").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Empty(only.GetProperty("items").EnumerateArray());
        Assert.Single(only.GetProperty("digital").EnumerateArray());
    }

    [Fact]
    public async Task Groups_are_found_by_topic_weekday_language_and_state()
    {
        await host.SqlAsync($"delete from groups");
        using var staff = await host.StaffAsync("contact-point-drammen");
        var grief = await staff.OpenGroupAsync();
        var across = await staff.OpenGroupAsync(
            GroupsOfTests.Form(("topics", new System.Text.Json.Nodes.JsonArray("across-topics")), ("schedule", null))
        );
        Assert.Equal(0, across.GetProperty("topics").GetArrayLength());
        await staff.PutJsonAsync(across.Path() + "/pause", null);
        await staff.DeleteJsonAsync(across.Path() + "/pause");

        foreach (var from in new[] { "", "&place=municipality:3301" })
        {
            Assert.Equal(grief.Id(), await OnlyAsync("topic=grief" + from));
            Assert.Equal(across.Id(), await OnlyAsync("topic=across-topics" + from));
            Assert.Equal(grief.Id(), await OnlyAsync("weekday=tu&weekday=we&language=nb&language=se" + from));
            Assert.Null(await OnlyAsync("weekday=we" + from));
            Assert.Null(await OnlyAsync("state=paused" + from));
        }
    }

    [Theory]
    [InlineData("place=municipality:3301&near=10.2,59.7", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("radiusKm=10", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("near=10.2,59.7&radiusKm=0", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("near=10.2,59.7&radiusKm=2001", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("weekday=tuesday", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("state=closed", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("topics=grief", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("cursor=abc", HttpStatusCode.BadRequest, "cursor-invalid")]
    [InlineData("near=59.7,10.2", HttpStatusCode.UnprocessableEntity, "coordinates-swapped")]
    [InlineData("place=municipality:9999", HttpStatusCode.UnprocessableEntity, "place-unknown")]
    [InlineData("topic=nothing", HttpStatusCode.UnprocessableEntity, "topic-unknown")]
    public async Task What_cannot_be_asked_is_refused(string query, HttpStatusCode status, string code) =>
        Assert.Equal(code, (await host.Anyone.GetJsonAsync("/v1/groups?" + query, status)).Code());

    [Fact]
    public async Task A_group_that_is_not_there_is_not_found() =>
        Assert.Equal(
            "not-found",
            (
                await host.Anyone.GetJsonAsync(
                    "/v1/groups/11111111-1111-4111-8111-111111111111",
                    HttpStatusCode.NotFound
                )
            ).Code()
        );

    private async Task<Guid?> OnlyAsync(string query)
    {
        var items = (await host.Anyone.GetJsonAsync("/v1/groups?" + query)).GetProperty("items");
        return items.GetArrayLength() == 0 ? null : Assert.Single(items.EnumerateArray()).Id();
    }
}
