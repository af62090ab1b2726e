using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Proposals;

/// <summary>Whose the free places of groups are, between those whose bodies offer by hand and by the engine.</summary>
public sealed class PlacesInGroupsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_place_is_kept_for_an_older_person_whose_body_offers_by_hand_until_her_case_is_overdue()
    {
        using var baerum = await host.StaffAsync("contact-point-baerum", Role.BodyAdmin);
        await baerum.PutJsonAsync(
            $"/v1/bodies/{await host.BodyAsync("contact-point-baerum")}/policy",
            new { offers = "automatic" }
        );
        using var district = await host.StaffAsync("district-oslo");
        await district.OpenGroupAsync(
            GroupsOfTests.Form(
                ("members", 7),
                ("meeting", JsonNode.Parse("""{ "form": "in-person", "municipality": "3203" }"""))
            )
        );
        var older = await host.RegisterAsync(("place", "municipality:3301"), ("travelKm", 40));
        host.Clock.Advance(TimeSpan.FromDays(1));
        var younger = await host.RegisterAsync(("place", "municipality:3201"), ("travelKm", 40));
        await host.PlaceWaitingAsync();
        Assert.Equal(("matched", "matched"), (await older.StateAsync(), await younger.StateAsync()));

        host.Clock.Advance(TimeSpan.FromDays(10));
        await host.SqlAsync($"update interests set to_place = true where id = {younger.Interest}");
        await host.PlaceWaitingAsync();
        Assert.Equal(("matched", "offered"), (await older.StateAsync(), await younger.StateAsync()));

        // It is offered once: another round finds no place.
        await host.SqlAsync($"update interests set to_place = true where id = {older.Interest}");
        await host.PlaceWaitingAsync();
        Assert.Equal("matched", await older.StateAsync());
        Assert.Single((await younger.Person.GetJsonAsync("/v1/interest")).GetProperty("offers").EnumerateArray());
    }

    [Fact]
    public async Task Digital_groups_stand_beside_and_never_keep_anybody_from_counting()
    {
        using var bergen = await host.StaffAsync("link-bergen");
        await bergen.OpenGroupAsync(
            GroupsOfTests.Form(
                ("topics", new JsonArray("cancer")),
                ("meeting", JsonNode.Parse("""{ "form": "digital", "municipality": "4601" }"""))
            )
        );
        var five = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                    host.RegisterAsync(
                        ("topics", new JsonArray("cancer")),
                        ("place", "municipality:4601"),
                        ("meeting", new JsonArray("in-person", "digital"))
                    )
                )
        );
        await host.PlaceWaitingAsync();
        var proposal = await host.ProposalOfAsync(five[0]);
        Assert.NotNull(proposal);
        Assert.Equal(await host.BodyAsync("link-bergen"), proposal.Body);

        // No starter is in reach: the body sees that.
        var shown = await bergen.GetJsonAsync($"/v1/desk/proposals/{proposal.Id}");
        Assert.True(shown.GetProperty("withoutStarter").GetBoolean());
    }
}
