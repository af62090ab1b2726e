using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Starters;

public sealed class StartersInCasesTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_case_shows_who_would_start_a_group_and_of_another_bodys_starter_no_more_than_where_to_ask()
    {
        var (drammen, oslo) = (await host.StaffAsync("contact-point-drammen"), await host.StaffAsync("district-oslo"));
        var own = await drammen.AddStarterAsync(("home", "town:drammen"));
        var shy = await oslo.AddStarterAsync(("home", "town:hokksund"));
        var open = await oslo.AddStarterAsync(("home", "town:kongsberg"), ("consentedOn", "2026-11-01"));
        var far = await oslo.AddStarterAsync(("home", "town:brumunddal"));
        var (person, id) = await RegisterAsync("municipality:3301");

        var starters = Of(await drammen.GetJsonAsync($"/v1/desk/cases/{id}"));

        Assert.Equal([own.NumberOf(), shy.NumberOf(), open.NumberOf()], starters.Select(starter => starter.NumberOf()));
        Assert.Equal(
            ("Guri Hemmelig", "guri@hemmelig.test", own.Id()),
            (starters[0].Text("name"), starters[0].Text("email"), starters[0].Id())
        );
        Assert.Equal(["body", "kmFrom", "kmTo", "number"], starters[1].Members());
        Assert.Equal("district-office", starters[1].GetProperty("body").Text("kind"));
        Assert.Equal("Guri Hemmelig", starters[2].Text("name"));
        Assert.DoesNotContain("email", starters[2].Members());
        Assert.DoesNotContain(far.NumberOf(), starters.Select(starter => starter.NumberOf()));
        Assert.All(
            starters,
            starter => Assert.Equal(starter.GetProperty("kmFrom").GetDouble(), starter.GetProperty("kmTo").GetDouble())
        );

        // Nothing of it is the person's to see.
        Assert.DoesNotContain(
            "tarter",
            (await person.GetJsonAsync("/v1/interest")).GetRawText(),
            StringComparison.Ordinal
        );

        await oslo.PutJsonAsync(shy.StarterPath() + "/pause", null);
        await drammen.PutJsonAsync(own.StarterPath(), StartersOfTests.Form(("groupsNow", 2)));
        Assert.Equal(
            [open.NumberOf()],
            Of(await drammen.GetJsonAsync($"/v1/desk/cases/{id}")).Select(starter => starter.NumberOf())
        );
    }

    [Fact]
    public async Task Of_an_area_with_several_municipalities_the_distance_is_a_range_and_any_of_them_may_be_reached()
    {
        var bergen = await host.StaffAsync("district-bergen", Role.BodyAdmin);
        var starter = await bergen.AddStarterAsync(
            ("home", "municipality:4602"),
            ("radiusKm", 5),
            ("topics", new System.Text.Json.Nodes.JsonArray("gambling"))
        );
        var (_, id) = await RegisterAsync("municipality:4602", "gambling", "18-25");
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        national.DefaultRequestHeaders.Add("Opening-Reason", "A test");
        var @case = await national.GetJsonAsync($"/v1/desk/cases/{id}");
        Assert.True(@case.GetProperty("area").GetProperty("municipalities").GetArrayLength() > 1);

        var shown = Of(@case).Single(item => item.NumberOf() == starter.NumberOf());

        Assert.Equal(0, shown.GetProperty("kmFrom").GetDouble());
        Assert.True(shown.GetProperty("kmTo").GetDouble() > 50);
    }

    private async Task<(HttpClient Person, Guid Case)> RegisterAsync(
        string place,
        string topic = "grief",
        string? ageBand = null
    )
    {
        var receipt = (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place,
                    topics = new[] { topic },
                    audience = new { ageBand },
                    consent = "2026-11",
                }
            )
        ).Text("receipt");
        return (host.Person(receipt), await host.CaseOfAsync(receipt));
    }

    private static List<JsonElement> Of(JsonElement @case) => [.. @case.GetProperty("starters").EnumerateArray()];
}
