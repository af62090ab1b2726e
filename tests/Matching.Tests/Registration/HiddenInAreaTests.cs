using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Registration;

/// <summary>
/// Somebody in a tiny municipality with a rare topic. Whoever of her area registers the same is kept and shown the
/// same, so nothing finer than the area is in it.
/// </summary>
public sealed class HiddenInAreaTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    [Fact]
    public async Task All_of_an_area_are_kept_and_shown_to_staff_alike()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        national.DefaultRequestHeaders.Add("Opening-Reason", "A test");
        foreach (var town in new[] { "3431", "3437", "3434" })
        {
            var at = await host.WithDbAsync(db =>
                db.Places.SingleAsync(
                    place => place.Code == "municipality:" + town,
                    TestContext.Current.CancellationToken
                )
            );
            await national.OpenGroupAsync(
                GroupsOfTests.Form(
                    ("topics", new JsonArray("grief")),
                    ("meeting.municipality", town),
                    ("meeting.longitude", at.Longitude),
                    ("meeting.latitude", at.Latitude)
                )
            );
        }

        await national.AddStarterAsync(("home", "municipality:3431"), ("topics", new JsonArray("grief")));
        var first = await RegisterAsync("municipality:3431");
        var numbers = first
            .GetProperty("area")
            .GetProperty("municipalities")
            .EnumerateArray()
            .Select(one => one.GetString()!)
            .ToList();
        Assert.True(numbers.Count > 1);
        var seen = new List<(string Stored, string Case, string Person)>();
        foreach (var number in numbers)
        {
            seen.Add(await SeenAsync(national, await RegisterAsync("municipality:" + number)));
        }

        output.WriteLine($"{numbers.Count} municipalities of {first.GetProperty("area").Text("name")}: {seen[0].Case}");
        Assert.Single(seen.Distinct());
        Assert.Contains("kmTo", seen[0].Case, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gambling", "18-25", "women", new[] { "nb", "se" }, new[] { "age-band", "gender", "languages" })]
    [InlineData("gambling", "18-25", "women", new[] { "se" }, new[] { "age-band", "gender", "topics" })]
    [InlineData("gambling", null, "any", new[] { "nb", "is" }, new[] { "languages" })]
    [InlineData("gambling", null, "any", new[] { "pl" }, new string[0])]
    [InlineData(null, "18-25", "women", new[] { "is" }, new string[0])]
    public async Task Where_even_the_country_would_not_hide_her_less_is_kept_and_said_so(
        string? topic,
        string? ageBand,
        string gender,
        string[] languages,
        string[] leftOut
    )
    {
        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:5610",
                topics = topic is null ? Array.Empty<string>() : [topic],
                languages,
                audience = new { gender, ageBand },
                consent = "2026-11",
            }
        );
        var stored = await host.WithDbAsync(async db =>
        {
            var id = await host.CaseOfAsync(answer.Text("receipt"));
            return await db.Interests.SingleAsync(one => db.Cases.Any(row => row.Id == id && row.Interest == one.Id));
        });
        var later = await host.Person(answer.Text("receipt")).GetJsonAsync("/v1/interest");

        var said = answer
            .GetProperty("area")
            .GetProperty("leftOut")
            .EnumerateArray()
            .Select(one => one.Code())
            .ToList();
        Assert.Equal(leftOut.Select(code => "left-out-" + code), said);
        Assert.Equal(leftOut.Contains("age-band") ? null : ageBand, stored.AgeBand);
        Assert.Equal(leftOut.Contains("gender") ? "Any" : gender, stored.Gender.ToString(), ignoreCase: true);
        Assert.Equal(leftOut.Contains("languages") ? languages[..1] : languages, stored.Languages);
        Assert.Equal(topic is null || leftOut.Contains("topics") ? 0 : 1, stored.Topics.Length);
        Assert.False(later.GetProperty("area").TryGetProperty("leftOut", out _));
    }

    private async Task<(string Stored, string Case, string Person)> SeenAsync(
        System.Net.Http.HttpClient national,
        JsonElement registered
    )
    {
        var receipt = registered.Text("receipt");
        var id = await host.CaseOfAsync(receipt);
        var stored = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select concat_ws(' ', i.topics, i.area, i.travel_km, i.meeting, i.languages, i.times, i.gender, i.age_band, c.body, c.because,
                        (select string_agg(concat_ws(',', m.group_id, m.rank, m.km_from, m.km_to, m.score, m.reasons), ';' order by m.group_id)
                         from matches m where m.interest = i.id)) as "Value"
                    from interests i join cases c on c.interest = i.id
                    where c.id = {id}
                    """
                )
                .SingleAsync()
        );
        var @case = JsonNode.Parse((await national.GetJsonAsync($"/v1/desk/cases/{id}")).GetRawText())!.AsObject();
        @case.Remove("id");
        var person = (await host.Person(receipt).GetJsonAsync("/v1/interest")).GetRawText();
        return (stored, @case.ToJsonString(), person);
    }

    private Task<JsonElement> RegisterAsync(string place) =>
        host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place,
                topics = new[] { "grief-after-suicide" },
                travelKm = 60,
                consent = "2026-11",
            }
        );
}
