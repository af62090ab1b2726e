using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Cases;

/// <summary>Every group can say to staff why it was matched, or everything that keeps it from being so.</summary>
public sealed class WhyNotTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task Every_rule_that_keeps_a_pair_apart_is_named_with_its_figures()
    {
        var staff = await host.StaffAsync(Drammen);
        var one = await host.WaitsAsync("grief", travelKm: 10);
        var group = await TestHost.OpenGroupAsync(
            staff,
            Rounds.Form(
                "cancer",
                8,
                8,
                "3314",
                languages: ["ar"],
                audience: new { gender = "women", ageBands = new[] { "61+" } }
            )
        );

        var told = await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}/why-not/{group}");

        Assert.False(told.GetProperty("matched").GetBoolean());
        Assert.Empty(told.GetProperty("why").EnumerateArray());
        Assert.Equal(
            ["full", "out-of-reach", "topic", "language", "gender", "age"],
            told.GetProperty("whyNot").Codes()
        );
        Assert.Contains("17 km", Text(told, "out-of-reach"), StringComparison.Ordinal);
        Assert.Contains("10 km", Text(told, "out-of-reach"), StringComparison.Ordinal);
        Assert.Contains("8 av 8", Text(told, "full"), StringComparison.Ordinal);
        Assert.InRange(told.GetProperty("kmFrom").GetDouble(), 16, 18);
        Assert.Equal(
            "not-found",
            (
                await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}/why-not/{RandomId.New()}", HttpStatusCode.NotFound)
            ).Code()
        );
        var stranger = await host.StaffAsync("contact-point-baerum");
        await stranger.GetJsonAsync($"/v1/desk/cases/{one.Case}/why-not/{group}", HttpStatusCode.NotFound);
        await stranger.GetJsonAsync($"/v1/desk/cases/{one.Case}/groups", HttpStatusCode.NotFound);
        var opened = (await one.Person.GetJsonAsync("/v1/interest")).GetProperty("openedBy");
        Assert.Equal("Drammen kommune", Assert.Single(opened.EnumerateArray()).Text("body"));
    }

    [Fact]
    public async Task It_says_that_a_group_is_matched_on_offer_to_others_refused_paused_or_to_be_asked_first()
    {
        var staff = await host.StaffAsync(Drammen);
        var other = await host.StaffAsync("contact-point-baerum");
        var group = await other.OpensAsync("divorce");
        var (one, another) = (await host.WaitsAsync("divorce"), await host.WaitsAsync("divorce"));

        var matched = await WhyNotAsync(one);
        Assert.Equal((true, 1), (matched.GetProperty("matched").GetBoolean(), matched.GetProperty("rank").GetInt32()));
        Assert.Contains("topic-exact", matched.GetProperty("why").Codes());
        Assert.Empty(matched.GetProperty("whyNot").EnumerateArray());

        var offer = await staff.PostJsonAsync($"/v1/desk/cases/{another.Case}/offers", new { groupId = group });
        var held = await WhyNotAsync(one);
        Assert.Equal(["on-offer"], held.GetProperty("whyNot").Codes());
        Assert.Equal(1, held.GetProperty("onOffer").GetInt32());
        Assert.Equal(["person-offered", "on-offer"], (await WhyNotAsync(another)).GetProperty("whyNot").Codes());

        await another.Person.PutJsonAsync($"/v1/interest/answers/{offer.Id()}", new { answer = "no" });
        var refused = await WhyNotAsync(another);
        Assert.Equal(["said-no"], refused.GetProperty("whyNot").Codes());
        Assert.False(refused.GetProperty("matched").GetBoolean());

        await other.PutJsonAsync($"/v1/groups/{group}/pause", null);
        Assert.Equal(["paused"], (await WhyNotAsync(one)).GetProperty("whyNot").Codes());
        await other.DeleteJsonAsync($"/v1/groups/{group}/pause");
        var body = await host.BodyAsync("contact-point-baerum");
        await (await host.StaffAsync(body, Role.BodyAdmin)).PutJsonAsync(
            $"/v1/bodies/{body}/policy",
            new { askFirst = true }
        );
        Assert.Equal(["asks-first"], (await WhyNotAsync(one)).GetProperty("whyNot").Codes());

        Task<JsonElement> WhyNotAsync(Rounds.One whose) =>
            staff.GetJsonAsync($"/v1/desk/cases/{whose.Case}/why-not/{group}");
    }

    [Fact]
    public async Task The_groups_around_a_case_are_listed_in_pages_nearest_first_each_with_why_or_why_not()
    {
        var staff = await host.StaffAsync("link-trondheim");
        var made = new List<Guid>();
        foreach (var municipality in new[] { "5001", "5001", "5001", "5001", "5001", "5001", "5001", "5035", "5037" })
        {
            made.Add(await staff.OpensAsync("bullying", municipality: municipality));
        }

        var digital = await TestHost.OpenGroupAsync(staff, Rounds.Form("bullying", 8, 3, "5001", form: "digital"));
        var one = await host.WaitsAsync("bullying", "municipality:5001", 40);
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await staff.GetJsonAsync(
                $"/v1/desk/cases/{one.Case}/groups?beyondKm=60&limit=4{(cursor is null ? "" : "&cursor=" + cursor)}"
            );
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        var mine = items.Where(item => made.Append(digital).Contains(item.GetProperty("group").Id())).ToList();
        Assert.Equal(10, mine.Count);
        Assert.Equal(digital, mine[^1].GetProperty("group").Id());
        var km = mine.SkipLast(1).Select(item => item.GetProperty("kmFrom").GetDouble()).ToList();
        Assert.Equal(km.Order(), km);
        Assert.All(
            mine,
            item =>
                Assert.NotEqual(
                    item.GetProperty("matched").GetBoolean(),
                    item.GetProperty("whyNot").GetArrayLength() > 0
                )
        );
        Assert.Equal(6, mine.Count(item => item.GetProperty("matched").GetBoolean()));
        Assert.Contains(mine, item => item.GetProperty("whyNot").Codes().SequenceEqual(["ranked-lower"]));

        var number = mine[2].GetProperty("group").GetProperty("number").GetInt32();
        var found = await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}/groups?q={number}");
        Assert.Equal(
            mine[2].GetProperty("group").Id(),
            Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("group").Id()
        );
        Assert.NotEmpty(
            (await staff.GetJsonAsync($"/v1/desk/cases/{one.Case}/groups?q=TIRSDAG"))
                .GetProperty("items")
                .EnumerateArray()
        );
    }

    private static string Text(JsonElement told, string code) =>
        told.GetProperty("whyNot").EnumerateArray().Single(one => one.Code() == code).Text("text");
}
