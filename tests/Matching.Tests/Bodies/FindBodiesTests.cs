using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Bodies;

public sealed class FindBodiesTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Every_body_is_found_once_page_by_page()
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await host.Anyone.GetJsonAsync(
                "/v1/bodies?limit=7" + (cursor is null ? "" : "&cursor=" + cursor)
            );
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(body => body.Text("name")));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(26, names.Count);
        Assert.Equal(26, names.Distinct().Count());
    }

    [Theory]
    [InlineData("kind=link-centre", 5)]
    [InlineData("kind=district-office", 7)]
    [InlineData("place=municipality:5501", 4)]
    [InlineData("place=municipality:5501&kind=contact-point", 1)]
    [InlineData("place=county:33", 2)]
    public async Task They_are_found_by_kind_and_by_place(string query, int expected)
    {
        var answer = await host.Anyone.GetJsonAsync("/v1/bodies?limit=100&" + query);

        Assert.Equal(expected, answer.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("kind=office", HttpStatusCode.BadRequest)]
    [InlineData("cursor=abc", HttpStatusCode.BadRequest)]
    [InlineData("place=municipality:0000", HttpStatusCode.UnprocessableEntity)]
    public async Task What_cannot_be_asked_is_refused(string query, HttpStatusCode status) =>
        await host.Anyone.GetJsonAsync("/v1/bodies?" + query, status);

    [Fact]
    public async Task A_body_that_is_not_there_is_not_found() =>
        await host.Anyone.GetJsonAsync("/v1/bodies/00000000-0000-4000-8000-000000000000", HttpStatusCode.NotFound);

    [Fact]
    public async Task Networks_are_listed_added_changed_and_ended()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var (dovre, sogn, link) = (
            await host.BodyAsync("contact-point-dovre"),
            await host.BodyAsync("contact-point-sogn"),
            await host.BodyAsync("link-bergen")
        );

        var id = (
            await national.PostJsonAsync(
                "/v1/networks",
                new
                {
                    name = "Fjell",
                    lead = link,
                    members = new[] { dovre },
                }
            )
        ).Id();
        var changed = await national.PutJsonAsync(
            $"/v1/networks/{id}",
            new
            {
                name = "Fjord",
                lead = sogn,
                members = new[] { sogn, dovre },
            }
        );

        Assert.Equal(2, changed.GetProperty("members").GetArrayLength());
        await national.PutJsonAsync(
            $"/v1/networks/{id}",
            new
            {
                name = "Fjord",
                lead = sogn,
                members = new[] { sogn },
            }
        );
        var items = (await national.GetJsonAsync("/v1/networks")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(4, items.Count);
        Assert.Equal(
            sogn,
            Assert.Single(items.Single(network => network.Id() == id).GetProperty("members").EnumerateArray()).GetGuid()
        );
        Assert.Equal(
            items.Single(network => network.Id() == id).GetRawText(),
            (await (await host.StaffAsync(dovre)).GetJsonAsync($"/v1/networks/{id}")).GetRawText()
        );

        await national.DeleteJsonAsync($"/v1/networks/{id}");
        await national.DeleteJsonAsync($"/v1/networks/{id}", HttpStatusCode.NotFound);
        await national.GetJsonAsync($"/v1/networks/{id}", HttpStatusCode.NotFound);
        await national.PutJsonAsync(
            $"/v1/networks/{id}",
            new
            {
                name = "Fjord",
                lead = sogn,
                members = new[] { sogn },
            },
            HttpStatusCode.NotFound
        );
        Assert.Equal(3, (await national.GetJsonAsync("/v1/networks")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_network_needs_contact_points_and_a_lead_that_is_not_the_last_resort()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var (office, dovre, link) = (
            await host.BodyAsync("national-office"),
            await host.BodyAsync("contact-point-dovre"),
            await host.BodyAsync("link-bergen")
        );

        await national.PostJsonAsync(
            "/v1/networks",
            new
            {
                name = "A",
                lead = office,
                members = new[] { dovre },
            },
            HttpStatusCode.UnprocessableEntity
        );
        await national.PostJsonAsync(
            "/v1/networks",
            new
            {
                name = "A",
                lead = dovre,
                members = new[] { link },
            },
            HttpStatusCode.UnprocessableEntity
        );
        await national.PostJsonAsync(
            "/v1/networks",
            new
            {
                name = "A",
                lead = dovre,
                members = new[] { dovre, dovre },
            },
            HttpStatusCode.BadRequest
        );
        await (await host.StaffAsync(dovre, Role.BodyAdmin)).PostJsonAsync(
            "/v1/networks",
            new
            {
                name = "A",
                lead = dovre,
                members = new[] { dovre },
            },
            HttpStatusCode.Forbidden
        );
        await host.Anyone.GetJsonAsync("/v1/networks", HttpStatusCode.Unauthorized);
        var theirs = (await national.GetJsonAsync("/v1/networks")).GetProperty("items")[0].Id();
        await (await host.StaffAsync(dovre, Role.BodyAdmin)).DeleteJsonAsync(
            $"/v1/networks/{theirs}",
            HttpStatusCode.Forbidden
        );
    }
}
