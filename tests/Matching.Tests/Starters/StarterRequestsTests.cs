using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Starters;

/// <summary>Each test has a topic of its own, so that its starters are asked for no other's group.</summary>
public sealed class StarterRequestsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task As_many_as_the_policy_wants_are_asked_at_a_time_nearest_first_and_the_next_one_after_a_no()
    {
        var staff = await host.StaffAsync(Drammen);
        var here = await StarterAsync(staff, "grief");
        var near = await StarterAsync(staff, "grief", "town:hokksund");
        var far = await StarterAsync(staff, "grief", "town:kongsberg");
        var group = await GroupAsync(staff, "grief");

        await host.RunAsync("ask-starters");
        await host.RunAsync("ask-starters");
        Assert.Equal([(here.NumberOf(), "asked"), (near.NumberOf(), "asked")], await staff.AskedAsync(group));
        var asked = await staff.RequestAsync(here, group);
        Assert.Equal(("2026-11-21", "2026-11-28"), (asked.Text("day"), asked.Text("until")));
        Assert.Equal(group.Id(), asked.GetProperty("group").Id());
        Assert.Equal("Drammen kommune", asked.GetProperty("group").GetProperty("responsible").Text("name"));

        await staff.AnswerAsync(near, group, "too-far");
        Assert.True(await host.AwaitsAsync(group));
        await host.RunAsync("ask-starters");
        Assert.Equal(
            [(here.NumberOf(), "asked"), (near.NumberOf(), "declined"), (far.NumberOf(), "asked")],
            await staff.AskedAsync(group)
        );

        await staff.AnswerAsync(far, group);
        Assert.False(await host.AwaitsAsync(group));
        Assert.Equal("asked", (await staff.RequestAsync(here, group)).Text("state"));
        Assert.Equal(1, (await staff.GetJsonAsync(far.StarterPath())).GetProperty("groupsTaken").GetInt32());
        Assert.False((await staff.GetJsonAsync(far.StarterPath())).GetProperty("available").GetBoolean());

        var reason = (await staff.GetJsonAsync($"{group.Path()}/starter-requests"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("state") == "declined")
            .GetProperty("reason");
        Assert.Equal(("too-far", "Det er for langt å reise for igangsetteren."), (reason.Code(), reason.Text("text")));
    }

    [Fact]
    public async Task When_as_many_as_wanted_have_taken_it_the_others_are_asked_no_more()
    {
        var staff = await host.StaffAsync(Drammen);
        var first = await StarterAsync(staff, "cancer");
        var second = await StarterAsync(staff, "cancer", "town:hokksund");
        var third = await StarterAsync(staff, "cancer", "town:kongsberg");
        var group = await GroupAsync(staff, "cancer");
        await host.RunAsync("ask-starters");
        await staff.PostJsonAsync($"{group.Path()}/starter-requests", new { starterId = third.Id() });

        await staff.AnswerAsync(third, group);
        Assert.Equal("asked", (await staff.RequestAsync(second, group)).Text("state"));
        await staff.AnswerAsync(first, group);

        Assert.Equal(
            [(first.NumberOf(), "accepted"), (second.NumberOf(), "withdrawn"), (third.NumberOf(), "accepted")],
            await staff.AskedAsync(group)
        );
        Assert.True((await staff.GetJsonAsync(second.StarterPath())).GetProperty("available").GetBoolean());
    }

    [Fact]
    public async Task Whoever_lets_a_request_lapse_is_not_asked_again_and_can_answer_it_no_more()
    {
        var staff = await host.StaffAsync(Drammen);
        var silent = await StarterAsync(staff, "divorce");
        var group = await GroupAsync(staff, "divorce");
        await host.RunAsync("ask-starters");
        var request = await staff.RequestAsync(silent, group);
        try
        {
            host.Clock.Advance(TimeSpan.FromDays(8));
            Assert.Equal(
                "starter-request-closed",
                (await staff.AnswerAsync(silent, group, expected: HttpStatusCode.Conflict)).Code()
            );
            await host.RunAsync("ask-starters");
            await host.RunAsync("ask-starters");
            Assert.Equal([(silent.NumberOf(), "lapsed")], await staff.AskedAsync(group));

            var next = await StarterAsync(staff, "divorce", "town:kongsberg");
            await host.RunAsync("ask-starters");
            Assert.Equal([(silent.NumberOf(), "lapsed"), (next.NumberOf(), "asked")], await staff.AskedAsync(group));
        }
        finally
        {
            host.Clock.Advance(TimeSpan.FromDays(-8));
        }
    }

    [Fact]
    public async Task Another_bodys_starter_is_asked_through_her_own_body_and_shown_to_the_other_as_number_body_and_km()
    {
        var (drammen, oslo) = (await host.StaffAsync(Drammen), await host.StaffAsync("district-oslo"));
        var shy = await StarterAsync(oslo, "gambling", "town:hokksund");
        var group = await GroupAsync(drammen, "gambling");
        await host.RunAsync("ask-starters");

        var seen = Assert.Single(
            (await drammen.GetJsonAsync($"{group.Path()}/starter-requests")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(["body", "kmFrom", "kmTo", "number"], seen.GetProperty("starter").Members());
        Assert.Equal("district-office", seen.GetProperty("starter").GetProperty("body").Text("kind"));

        var asked = await oslo.RequestAsync(shy, group);
        Assert.Equal("Guri Hemmelig", asked.GetProperty("starter").Text("name"));
        Assert.Equal("3301", asked.GetProperty("group").GetProperty("meeting").Text("municipality"));
        Assert.Equal(
            seen.GetProperty("starter").GetProperty("kmFrom").GetDouble(),
            asked.GetProperty("group").GetProperty("distanceKm").GetDouble()
        );

        // She is nobody else's to answer for, and the list of the group is for its own body.
        var path = $"/v1/desk/starter-requests/{asked.Id()}/answer";
        await drammen.PutJsonAsync(path, new { answer = "accept" }, HttpStatusCode.NotFound);
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        await national.PutJsonAsync(path, new { answer = "accept" }, HttpStatusCode.NotFound);
        await oslo.GetJsonAsync($"{group.Path()}/starter-requests", HttpStatusCode.NotFound);
        await drammen.GetJsonAsync($"{shy.StarterPath()}/groups", HttpStatusCode.NotFound);
        await oslo.PutJsonAsync(path, new { answer = "accept" });
        Assert.False(await host.AwaitsAsync(group));
    }

    [Fact]
    public async Task An_answer_is_given_once_may_be_repeated_and_a_no_has_a_reason_from_the_table()
    {
        var staff = await host.StaffAsync(Drammen);
        var starter = await StarterAsync(staff, "bullying");
        var group = await GroupAsync(staff, "bullying");
        await host.RunAsync("ask-starters");
        var path = $"/v1/desk/starter-requests/{(await staff.RequestAsync(starter, group)).Id()}/answer";

        await RefusedAsync(new { answer = "decline" }, HttpStatusCode.BadRequest, "invalid");
        await RefusedAsync(new { answer = "accept", reason = "no-time" }, HttpStatusCode.BadRequest, "invalid");
        await RefusedAsync(new { answer = "perhaps" }, HttpStatusCode.BadRequest, "invalid");
        await RefusedAsync(
            new { answer = "decline", reason = "bored" },
            HttpStatusCode.UnprocessableEntity,
            "reason-unknown"
        );
        await staff.PutJsonAsync(path, new { answer = "accept" });
        await staff.PutJsonAsync(path, new { answer = "accept" });
        await RefusedAsync(
            new { answer = "decline", reason = "no-time" },
            HttpStatusCode.Conflict,
            "starter-request-closed"
        );

        async Task RefusedAsync(object answer, HttpStatusCode status, string code) =>
            Assert.Equal(code, (await staff.PutJsonAsync(path, answer, status)).Code());
    }

    [Fact]
    public async Task Who_pauses_moves_or_is_erased_is_asked_no_more_and_the_next_one_is()
    {
        var staff = await host.StaffAsync(Drammen);
        var pausing = await StarterAsync(staff, "parenting");
        var moving = await StarterAsync(staff, "parenting", "town:hokksund");
        var leaving = await StarterAsync(staff, "parenting", "town:kongsberg");
        var last = await StarterAsync(staff, "parenting", "town:kongsberg");
        var group = await GroupAsync(staff, "parenting");
        await host.RunAsync("ask-starters");

        await staff.PutJsonAsync(pausing.StarterPath() + "/pause", null);
        await staff.PutJsonAsync(moving.StarterPath(), Form("parenting", "town:alta"));
        await host.RunAsync("ask-starters");
        Assert.Equal(
            [
                (pausing.NumberOf(), "withdrawn"),
                (moving.NumberOf(), "withdrawn"),
                (leaving.NumberOf(), "asked"),
                (last.NumberOf(), "asked"),
            ],
            await staff.AskedAsync(group)
        );

        // Whoever can be asked again is: she never said no.
        await staff.DeleteJsonAsync(leaving.StarterPath());
        await staff.DeleteJsonAsync(pausing.StarterPath() + "/pause");
        await host.RunAsync("ask-starters");
        Assert.Contains((pausing.NumberOf(), "asked"), await staff.AskedAsync(group));
        Assert.DoesNotContain(leaving.NumberOf(), (await staff.AskedAsync(group)).Select(item => item.Number));
    }

    [Fact]
    public async Task A_group_that_loses_the_starter_who_took_it_before_it_opens_awaits_another()
    {
        var staff = await host.StaffAsync(Drammen);
        var (erased, gone) = (await StarterAsync(staff, "loneliness"), await StarterAsync(staff, "loneliness"));
        var group = await GroupAsync(staff, "loneliness");
        await host.RunAsync("ask-starters");
        await staff.AnswerAsync(erased, group);
        await staff.AnswerAsync(gone, group);

        await staff.DeleteJsonAsync(erased.StarterPath());
        Assert.False(await host.AwaitsAsync(group));
        await FollowUpAsync(staff, gone, group, stays: false);
        Assert.True(await host.AwaitsAsync(group));
    }

    [Fact]
    public async Task A_particular_one_is_asked_out_of_turn_unless_she_is_not_to_be_found_by_the_body()
    {
        var (drammen, oslo) = (await host.StaffAsync(Drammen), await host.StaffAsync("district-oslo"));
        var own = await StarterAsync(drammen, "burnout-and-stress", "town:alta");
        var open = await StarterAsync(oslo, "burnout-and-stress", "town:alta", ("consentedOn", "2026-11-01"));
        var shy = await StarterAsync(oslo, "burnout-and-stress");
        var busy = await StarterAsync(drammen, "burnout-and-stress", "town:alta", ("groupsNow", 1));
        var group = await drammen.PostJsonAsync("/v1/groups", GroupsOfTests.Form());

        Assert.Equal("asked", (await AskAsync(new { starterId = own.Id() })).Text("state"));
        Assert.Equal(
            "Guri Hemmelig",
            (await AskAsync(new { number = open.NumberOf() })).GetProperty("starter").Text("name")
        );
        await RefusedAsync(new { number = own.NumberOf() }, HttpStatusCode.Conflict, "starter-asked-already");
        await RefusedAsync(new { number = busy.NumberOf() }, HttpStatusCode.Conflict, "starter-not-available");
        await RefusedAsync(new { number = shy.NumberOf() }, HttpStatusCode.UnprocessableEntity, "starter-unknown");
        await RefusedAsync(new { starterId = open.Id() }, HttpStatusCode.UnprocessableEntity, "starter-unknown");
        await RefusedAsync(new { number = 1_000_000 }, HttpStatusCode.UnprocessableEntity, "starter-unknown");
        await RefusedAsync(new { }, HttpStatusCode.BadRequest, "invalid");
        await RefusedAsync(new { number = own.NumberOf(), starterId = own.Id() }, HttpStatusCode.BadRequest, "invalid");
        await oslo.PostJsonAsync(
            $"{group.Path()}/starter-requests",
            new { number = shy.NumberOf() },
            HttpStatusCode.NotFound
        );
        await drammen.PutJsonAsync($"{group.Path()}/opening", null);
        await RefusedAsync(new { number = 1_000_000 }, HttpStatusCode.Conflict, "group-move-illegal");

        Task<JsonElement> AskAsync(object whom) => drammen.PostJsonAsync($"{group.Path()}/starter-requests", whom);

        async Task RefusedAsync(object whom, HttpStatusCode status, string code) =>
            Assert.Equal(code, (await drammen.PostJsonAsync($"{group.Path()}/starter-requests", whom, status)).Code());
    }

    [Fact]
    public async Task Where_nobody_is_left_the_body_has_one_errand_and_who_becomes_free_later_is_asked()
    {
        var staff = await host.StaffAsync(Drammen);
        var busy = await StarterAsync(staff, "refugee-or-new-in-norway", ("groupsNow", 1));
        var group = await GroupAsync(staff, "refugee-or-new-in-norway");
        await host.RunAsync("ask-starters");
        await host.RunAsync("ask-starters");
        Assert.Equal(1, await ErrandsAsync("starter-wanted", group.Id()));
        Assert.Empty(await staff.AskedAsync(group));

        await staff.PutJsonAsync(busy.StarterPath(), Form("refugee-or-new-in-norway"));
        await host.RunAsync("ask-starters");
        Assert.Equal([(busy.NumberOf(), "asked")], await staff.AskedAsync(group));
        await staff.AnswerAsync(busy, group);
        Assert.Equal(0, await ErrandsAsync("starter-wanted", group.Id()));
    }

    [Fact]
    public async Task About_six_weeks_after_the_opening_her_body_asks_whether_she_is_needed_still()
    {
        var staff = await host.StaffAsync(Drammen);
        var (staying, leaving) = (await StarterAsync(staff, "sexual-abuse"), await StarterAsync(staff, "sexual-abuse"));
        var group = await GroupAsync(staff, "sexual-abuse");
        await host.RunAsync("ask-starters");
        await staff.AnswerAsync(staying, group);
        await staff.AnswerAsync(leaving, group);
        await host.RunAsync("remind-of-follow-ups");
        Assert.Equal(JsonValueKind.Null, (await GroupOfAsync(staying)).GetProperty("followUpOn").ValueKind);

        await staff.PutJsonAsync($"{group.Path()}/opening", null);
        await host.RunAsync("remind-of-follow-ups");
        var taken = await GroupOfAsync(leaving);
        Assert.Equal(
            ("2026-11-21", "2027-01-04", group.Id()),
            (taken.Text("since"), taken.Text("followUpOn"), taken.GetProperty("group").Id())
        );
        var request = (await staff.RequestAsync(leaving, group, "accepted")).Id();
        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Set("2027-01-03T12:00:00Z");
            await host.RunAsync("remind-of-follow-ups");
            Assert.Equal(0, await ErrandsAsync("follow-up", request));
            host.Clock.Set("2027-01-04T12:00:00Z");
            await host.RunAsync("remind-of-follow-ups");
            await host.RunAsync("remind-of-follow-ups");
            Assert.Equal(1, await ErrandsAsync("follow-up", request));

            await FollowUpAsync(staff, staying, group, stays: true);
            await FollowUpAsync(staff, leaving, group, stays: false);
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }

        Assert.Equal(0, await ErrandsAsync("follow-up", request));
        Assert.Equal("2027-01-04", (await GroupOfAsync(staying)).Text("followedUpOn"));
        Assert.Empty(await GroupsOfAsync(leaving));
        Assert.True((await staff.GetJsonAsync(leaving.StarterPath())).GetProperty("available").GetBoolean());
        Assert.False((await staff.GetJsonAsync(staying.StarterPath())).GetProperty("available").GetBoolean());
        Assert.Equal([(staying.NumberOf(), "accepted"), (leaving.NumberOf(), "ended")], await staff.AskedAsync(group));
        await staff.PutJsonAsync(
            $"{leaving.StarterPath()}/groups/{group.Id()}/follow-up",
            new { stays = true },
            HttpStatusCode.NotFound
        );

        // What she took ends with the group.
        await staff.PutJsonAsync($"{group.Path()}/end", null);
        await host.RunAsync("ask-starters");
        Assert.Empty(await GroupsOfAsync(staying));
        Assert.True((await staff.GetJsonAsync(staying.StarterPath())).GetProperty("available").GetBoolean());

        async Task<JsonElement[]> GroupsOfAsync(JsonElement starter) =>
            [.. (await staff.GetJsonAsync($"{starter.StarterPath()}/groups")).GetProperty("items").EnumerateArray()];

        async Task<JsonElement> GroupOfAsync(JsonElement starter) => Assert.Single(await GroupsOfAsync(starter));
    }

    [Fact]
    public async Task Two_engines_at_once_ask_a_starter_for_one_group_where_she_would_start_one()
    {
        var staff = await host.StaffAsync(Drammen);
        var groups = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => GroupAsync(staff, "weight-and-lifestyle")));
        for (var round = 0; round < 6; round++)
        {
            var starter = await StarterAsync(staff, "weight-and-lifestyle");
            await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        host.InScopeAsync(services => Matching.Starters.AskStarters.RunAsync(services, default))
                    )
            );

            var asked = await Task.WhenAll(groups.Select(group => staff.AskedAsync(group)));
            Assert.Single(asked.SelectMany(of => of), item => item == (starter.NumberOf(), "asked"));
        }
    }

    private static JsonObject Form(string topic, string home = "town:drammen") =>
        StartersOfTests.Form(
            ("home", home),
            ("radiusKm", 100),
            ("topics", new JsonArray(topic)),
            ("groupsAtATime", 1),
            ("groupsNow", 0)
        );

    private static Task<JsonElement> StarterAsync(
        HttpClient staff,
        string topic,
        string home = "town:drammen",
        params (string Member, JsonNode? Value)[] changes
    )
    {
        var form = Form(topic, home);
        foreach (var (member, value) in changes)
        {
            form[member] = value;
        }

        return staff.PostJsonAsync("/v1/starters", form);
    }

    private static Task<JsonElement> StarterAsync(
        HttpClient staff,
        string topic,
        (string Member, JsonNode? Value) change
    ) => StarterAsync(staff, topic, "town:drammen", change);

    private Task<JsonElement> GroupAsync(HttpClient staff, string topic) =>
        host.AwaitingGroupAsync(staff, ("topics", new JsonArray(topic)));

    private static Task<JsonElement> FollowUpAsync(
        HttpClient staff,
        JsonElement starter,
        JsonElement group,
        bool stays
    ) =>
        staff.PutJsonAsync(
            $"{starter.StarterPath()}/groups/{group.Id()}/follow-up",
            new { stays },
            HttpStatusCode.NoContent
        );

    private Task<int> ErrandsAsync(string kind, Guid about) =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<int>(
                    $"""
                    select count(*)::integer as "Value" from errands
                    where kind = {kind} and about = {about} and done_on is null
                    """
                )
                .SingleAsync()
        );
}
