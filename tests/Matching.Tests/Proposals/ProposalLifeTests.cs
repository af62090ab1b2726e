using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Proposals;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Proposals;

/// <summary>What a body may decide, what people answer, and what becomes of a proposal as they come and go.</summary>
public sealed class ProposalLifeTests(TestHost host) : IClassFixture<TestHost>
{
    // Each test has a topic of its own: nobody of another test could meet with its people.
    [Fact]
    public async Task Whoever_fits_joins_an_open_proposal_and_whoever_goes_leaves_it_until_too_few_are_left()
    {
        var five = await WaitAsync(5, "grief");
        var proposal = (await host.ProposalOfAsync(five[0]))!;
        var sixth = (await WaitAsync(1, "grief"))[0];
        Assert.Equal(proposal.Id, (await host.ProposalOfAsync(sixth))!.Id);

        await five[0].Person.DeleteJsonAsync("/v1/interest");
        await host.PlaceWaitingAsync();
        Assert.Equal((5, ProposalState.Open), await LiveAsync(proposal.Id));

        // One wants something else, which is not about grief at all.
        await five[1].Person.PutJsonAsync("/v1/interest", Form("anxiety"));
        await host.PlaceWaitingAsync();
        Assert.Equal((0, ProposalState.Dissolved), await LiveAsync(proposal.Id));
        Assert.Equal("waiting", await sixth.StateAsync());

        // Those who are left look on: with one more they are enough again.
        await WaitAsync(1, "grief");
        Assert.Equal(5, (await LiveAsync((await host.ProposalOfAsync(sixth))!.Id)).Members);
    }

    [Fact]
    public async Task A_proposal_that_waits_comes_back_on_its_day_and_the_body_is_told_again()
    {
        using var staff = await host.StaffAsync("contact-point-dovre");
        var five = await WaitAsync(5, "addiction");
        var path = await PathAsync(five[0]);
        var bad = await staff.PutJsonAsync($"{path}/decision", new { decision = "wait" }, HttpStatusCode.BadRequest);
        Assert.Equal("invalid", bad.Code());
        await staff.PutJsonAsync(
            $"{path}/decision",
            new { decision = "wait", until = host.Clock.Today() },
            HttpStatusCode.BadRequest
        );
        var until = host.Clock.Today().AddDays(3);
        var waits = await staff.PutJsonAsync($"{path}/decision", new { decision = "wait", until });
        Assert.Equal(("waiting", $"{until:yyyy-MM-dd}"), (waits.Text("state"), waits.Text("until")));

        // Others may still join it.
        await WaitAsync(1, "addiction");
        Assert.Equal(6, (await staff.GetJsonAsync(path)).GetProperty("members").GetArrayLength());
        host.Clock.Advance(TimeSpan.FromDays(3));
        await host.PlaceWaitingAsync();
        Assert.Equal("open", (await staff.GetJsonAsync(path)).Text("state"));
    }

    [Fact]
    public async Task The_same_people_are_not_proposed_again_to_a_body_that_said_no_but_with_one_more_they_are()
    {
        using var staff = await host.StaffAsync("contact-point-dovre");
        var five = await WaitAsync(5, "next-of-kin");
        var path = await PathAsync(five[0]);
        var unknown = await staff.PutJsonAsync(
            $"{path}/decision",
            new { decision = "decline", reason = "placed" },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("reason-unknown", unknown.Code());
        await staff.PutJsonAsync($"{path}/decision", new { decision = "decline", reason = "no-room-now" });
        await host.PlaceWaitingAsync();
        Assert.Null(await host.ProposalOfAsync(five[0]));
        var illegal = await staff.PutJsonAsync(
            $"{path}/decision",
            new { decision = "accept" },
            HttpStatusCode.Conflict
        );
        Assert.Equal("proposal-move-illegal", illegal.Code());

        var sixth = (await WaitAsync(1, "next-of-kin"))[0];
        Assert.Equal((6, ProposalState.Open), await LiveAsync((await host.ProposalOfAsync(sixth))!.Id));
    }

    [Fact]
    public async Task An_accepting_body_may_leave_some_out_and_choose_another_place_within_everybodys_limits()
    {
        using var staff = await host.StaffAsync("contact-point-dovre");
        var six = await WaitAsync(6, "weight-and-lifestyle");
        var path = await PathAsync(six[0]);
        var far = await staff.PutJsonAsync(
            $"{path}/decision",
            new { decision = "accept", place = "town:oslo" },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("proposal-place-unusable", far.Code());
        var small = await staff.PutJsonAsync(
            $"{path}/decision",
            new { decision = "accept", without = new[] { 1, 2, 3 } },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("proposal-too-small", small.Code());
        var accepted = await staff.PutJsonAsync(
            $"{path}/decision",
            new
            {
                decision = "accept",
                without = new[] { 1 },
                place = "town:dovre",
            }
        );
        Assert.Equal("town:dovre", accepted.GetProperty("place").Text("code"));
        Assert.Equal(
            ["open", "open", "open", "open", "open"],
            accepted.GetProperty("members").EnumerateArray().Select(member => member.Text("answer"))
        );
        Assert.InRange(accepted.GetProperty("longestKm").GetDouble(), 5, 20);
        Assert.Equal(1, (await StatesAsync(six)).Count(state => state == "waiting"));
    }

    [Fact]
    public async Task Too_few_yeses_end_it_and_a_yes_is_no_no()
    {
        using var staff = await host.StaffAsync("contact-point-dovre");
        var five = await WaitAsync(5, "divorce");
        var path = await PathAsync(five[0]);
        await staff.PutJsonAsync($"{path}/decision", new { decision = "accept" });
        Assert.Equal("offered", (await five[0].AnswerAsync("yes")).Text("state"));
        Assert.Equal("offered", (await five[1].AnswerAsync("yes")).Text("state"));
        await five[2].AnswerAsync("no");

        // A place elsewhere would not be offered to her by the engine meanwhile, and she stands in no other proposal.
        await WaitAsync(3, "divorce");
        Assert.Null((await host.ProposalOfAsync(five[2]))?.Id);

        host.Clock.Advance(TimeSpan.FromDays(15));
        await host.LapseInvitationsAsync();
        var over = await staff.GetJsonAsync(path);
        Assert.Equal(
            ("dissolved", 2, 1),
            (
                over.Text("state"),
                over.GetProperty("invitations").GetProperty("lapsed").GetInt32(),
                over.GetProperty("invitations").GetProperty("no").GetInt32()
            )
        );

        // All but the one who said no are enough for another with those who came.
        await host.PlaceWaitingAsync();
        var again = (await host.ProposalOfAsync(five[0]))!;
        Assert.Equal((7, ProposalState.Open), await LiveAsync(again.Id));
        Assert.Null(await host.ProposalOfAsync(five[2]));
    }

    [Fact]
    public async Task A_yes_after_the_group_has_formed_has_a_place_while_there_is_one()
    {
        using var staff = await host.StaffAsync("contact-point-dovre");
        var five = await WaitAsync(5, "cancer");
        var path = await PathAsync(five[0]);
        await staff.PutJsonAsync($"{path}/decision", new { decision = "accept" });
        foreach (var one in five[..4])
        {
            await one.AnswerAsync("yes");
        }

        Assert.Equal("placed", await five[0].StateAsync());
        Assert.Equal("placed", (await five[4].AnswerAsync("yes")).Text("state"));
        var group = (await staff.GetJsonAsync(path)).Id("group");
        Assert.Equal(5, (await staff.GetJsonAsync($"/v1/groups/{group}")).GetProperty("members").GetInt32());
    }

    [Fact]
    public async Task A_body_of_another_place_finds_nothing_and_the_national_office_acts()
    {
        using var other = await host.StaffAsync("link-bergen");
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var five = await WaitAsync(5, "chronic-illness-and-pain");
        var path = await PathAsync(five[0]);
        await other.GetJsonAsync(path, HttpStatusCode.NotFound);
        await other.PutJsonAsync($"{path}/decision", new { decision = "accept" }, HttpStatusCode.NotFound);
        Assert.Equal(
            "accepted",
            (await national.PutJsonAsync($"{path}/decision", new { decision = "accept" })).Text("state")
        );
    }

    [Fact]
    public async Task The_engine_offers_a_free_place_where_the_body_lets_it_and_only_who_is_left_waits_for_a_group()
    {
        using var bergen = await host.StaffAsync("link-bergen", Role.BodyAdmin);
        await bergen.PutJsonAsync(
            $"/v1/bodies/{await host.BodyAsync("link-bergen")}/policy",
            new { offers = "automatic" }
        );
        var group = await bergen.OpenGroupAsync(
            GroupsOfTests.Form(
                ("topics", new JsonArray("burnout-and-stress")),
                ("members", 7),
                ("meeting", JsonNode.Parse("""{ "form": "in-person", "municipality": "4601" }"""))
            )
        );
        var first = await host.RegisterAsync(
            ("topics", new JsonArray("burnout-and-stress")),
            ("place", "municipality:4601")
        );
        await host.PlaceWaitingAsync();
        var second = await host.RegisterAsync(
            ("topics", new JsonArray("burnout-and-stress")),
            ("place", "municipality:4601")
        );
        await host.PlaceWaitingAsync();
        var offer = Assert.Single(
            (await first.Person.GetJsonAsync("/v1/interest")).GetProperty("offers").EnumerateArray()
        );
        Assert.Equal(group.Id(), offer.GetProperty("group").Id());
        Assert.False(await WithoutPlaceAsync(first));
        Assert.True(await WithoutPlaceAsync(second));
        Assert.NotEqual("offered", await second.StateAsync());
    }

    [Fact]
    public async Task A_small_town_beside_a_dense_one_keeps_its_cases_and_its_group_belongs_to_who_covers_the_meeting_place()
    {
        // Lesja has no contact point of its own; Dovre beside it does, and many wait there.
        var lesja = new List<Waits>();
        for (var number = 0; number < 5; number++)
        {
            lesja.Add(await RegisterAsync("parenting", "municipality:3432", 10));
            await WaitAsync(1, "bullying");
        }

        await host.PlaceWaitingAsync();
        var proposal = (await host.ProposalOfAsync(lesja[0]))!;
        Assert.Equal("3432", proposal.Municipality);
        Assert.Equal(await host.BodyAsync("district-brumunddal"), proposal.Body);
        foreach (var one in lesja)
        {
            Assert.Equal(proposal.Id, (await host.ProposalOfAsync(one))!.Id);
            Assert.Contains(
                "Brumunddal",
                (await one.Person.GetJsonAsync("/v1/interest")).GetProperty("responsible").Text("name"),
                StringComparison.Ordinal
            );
        }
    }

    private static JsonObject Form(string topic, string place = "municipality:3431", int travelKm = 30) =>
        WaitingOfTests.Form(
            ("topics", new JsonArray(topic)),
            ("place", place),
            ("travelKm", travelKm),
            ("tellLocal", true)
        );

    private Task<Waits> RegisterAsync(string topic, string place = "municipality:3431", int travelKm = 30) =>
        host.RegisterAsync(
            ("topics", new JsonArray(topic)),
            ("place", place),
            ("travelKm", travelKm),
            ("tellLocal", true)
        );

    private async Task<Waits[]> WaitAsync(int people, string topic)
    {
        var waiting = new List<Waits>();
        for (var number = 0; number < people; number++)
        {
            waiting.Add(await RegisterAsync(topic));
        }

        await host.PlaceWaitingAsync();
        return [.. waiting];
    }

    private async Task<string> PathAsync(Waits one) => $"/v1/desk/proposals/{(await host.ProposalOfAsync(one))!.Id}";

    private async Task<string[]> StatesAsync(IEnumerable<Waits> some) =>
        await Task.WhenAll(some.Select(one => one.StateAsync()));

    private Task<bool> WithoutPlaceAsync(Waits one) =>
        host.WithDbAsync(db =>
            db.Interests.Where(row => row.Id == one.Interest).Select(row => row.WithoutPlace).SingleAsync()
        );

    private async Task<(int Members, ProposalState State)> LiveAsync(Guid proposal) =>
        (
            await host.WithDbAsync(db =>
                db.ProposalMembers.CountAsync(member => member.Proposal == proposal && member.Live)
            ),
            await host.WithDbAsync(db =>
                db.Proposals.Where(row => row.Id == proposal).Select(row => row.State).SingleAsync()
            )
        );
}
