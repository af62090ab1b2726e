using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Proposals;

/// <summary>
/// The story of a group that could be, from the first who waits to the open group, with nothing but what people and
/// programs have: HTTP and mail.
/// </summary>
public sealed class DovreTests(MailHost host) : IClassFixture<MailHost>
{
    private const string Dombas = "body-14@example.org";

    [Fact]
    public async Task The_fifth_who_waits_in_Dovre_makes_a_proposal_and_four_yeses_a_group_that_opens()
    {
        // Dombås frivilligsentral has a starter of its own; the district office has one who lives in Lesja and
        // consents.
        var dombas = await host.StaffAsync("contact-point-dovre");
        var district = await host.StaffAsync("district-brumunddal");
        var own = await dombas.AddStarterAsync(("home", "town:dombas"));
        var other = await district.AddStarterAsync(("home", "town:lesja"), ("email", "else@hemmelig.test"));

        // Four wait. Nothing comes of it, and nothing anywhere says so.
        var waiting = new List<Waits>();
        for (var number = 1; number <= 4; number++)
        {
            waiting.Add(await host.RegisterAsync(("wish", number == 2 ? "either" : "join")));
            await host.PlaceWaitingAsync();
        }

        Assert.Empty(await ProposalsAsync(dombas));

        // The fifth registers, and sees what the first saw.
        var fifth = await host.RegisterAsync(("contact", JsonNode.Parse("""{ "email": "fifth@example.org" }""")));
        Assert.Equal("waiting", await fifth.StateAsync());
        waiting.Add(fifth);
        await host.RunJobsAsync();
        var told = host.Smtp.To(Dombas).Count;
        await host.PlaceWaitingAsync();

        // The body is told once, and of nothing.
        await host.PlaceWaitingAsync();
        await host.RunJobsAsync();
        Assert.Equal(told + 1, host.Smtp.To(Dombas).Count);

        var listed = Assert.Single(await ProposalsAsync(dombas));
        Assert.Equal(("open", 5), (listed.Text("state"), listed.GetProperty("members").GetInt32()));
        var path = $"/v1/desk/proposals/{listed.Id()}";
        Neutral.Check(host.Smtp.To(Dombas)[^1], listed.Id().ToString());
        var proposal = await dombas.GetJsonAsync(path);
        Assert.Equal(["grief"], Strings(proposal.GetProperty("topics")));
        Assert.Equal(["weekday-evening"], Strings(proposal.GetProperty("times")));
        Assert.Equal("3431", proposal.GetProperty("place").Text("municipality"));
        Assert.Equal("municipality:3431", proposal.GetProperty("place").Text("code"));
        Assert.Equal(0, proposal.GetProperty("longestKm").GetDouble());
        Assert.Equal([1, 2, 3, 4, 5], Numbers(proposal));
        Assert.Single(
            proposal.GetProperty("members").EnumerateArray(),
            member => member.GetProperty("wouldStart").GetBoolean()
        );
        Assert.Equal(
            [own.NumberOf(), other.NumberOf()],
            proposal.GetProperty("starters").EnumerateArray().Select(starter => starter.NumberOf())
        );
        Assert.False(proposal.GetProperty("withoutStarter").GetBoolean());
        foreach (var one in waiting)
        {
            Assert.DoesNotContain(one.Interest.ToString(), proposal.GetRawText(), StringComparison.Ordinal);
            Assert.Equal("waiting", await one.StateAsync());
        }

        // For any other body it is not there; the national office may act.
        await district.GetJsonAsync(path, HttpStatusCode.NotFound);
        await district.PutJsonAsync($"{path}/decision", new { decision = "accept" }, HttpStatusCode.NotFound);

        // It is accepted: five invitations behind five codes, one of them with a line by mail.
        await dombas.PutJsonAsync($"{path}/decision", new { decision = "accept" });
        var again = await dombas.PutJsonAsync($"{path}/decision", new { decision = "accept" }, HttpStatusCode.Conflict);
        Assert.Equal("proposal-move-illegal", again.Code());
        await host.RunJobsAsync();
        Neutral.Check(Assert.Single(host.Smtp.To("fifth@example.org")), listed.Id().ToString());
        var invitation = await fifth.InvitationAsync();
        Assert.Equal(JsonValueKind.Null, invitation.GetProperty("group").ValueKind);
        Assert.Equal("2026-11-28", invitation.Text("until"));
        Assert.Equal("Dovre", invitation.GetProperty("invitation").GetProperty("place").Text("name"));
        Assert.Equal("2026-12-05", (await waiting[0].InvitationAsync()).Text("until"));

        // One says no, four say yes; the fourth yes makes the group.
        Assert.Equal("declined", (await waiting[0].AnswerAsync("no")).Text("state"));
        foreach (var one in waiting[1..4])
        {
            Assert.Equal("offered", (await one.AnswerAsync("yes")).Text("state"));
        }

        Assert.Equal("placed", (await fifth.AnswerAsync("yes")).Text("state"));
        var formed = await dombas.GetJsonAsync(path);
        Assert.Equal("formed", formed.Text("state"));
        Assert.Equal(
            (4, 1),
            (
                formed.GetProperty("invitations").GetProperty("yes").GetInt32(),
                formed.GetProperty("invitations").GetProperty("no").GetInt32()
            )
        );
        var group = $"/v1/groups/{formed.Id("group")}";
        var forming = await dombas.GetJsonAsync(group);
        Assert.Equal(
            ("forming", "Sorg, Dovre", 4, 4),
            (
                forming.Text("state"),
                forming.Text("name"),
                forming.GetProperty("members").GetInt32(),
                forming.GetProperty("freePlaces").GetInt32()
            )
        );
        foreach (var one in waiting[1..])
        {
            Assert.Equal("placed", await one.StateAsync());
        }

        // It opens with a schedule, and with a starter: both are asked, the nearer one says no, the other takes it.
        var schedule = new
        {
            rrule = "FREQ=WEEKLY;BYDAY=TU",
            start = "2026-12-01T18:00:00",
            durationMinutes = 120,
        };
        var early = await dombas.PutJsonAsync($"{group}/opening", null, HttpStatusCode.Conflict);
        Assert.Equal(["schedule", "starter"], Strings(early.GetProperty("needs")));
        var alone = await dombas.PutJsonAsync($"{group}/opening", new { schedule }, HttpStatusCode.Conflict);
        Assert.Equal(["starter"], Strings(alone.GetProperty("needs")));
        await host.RunAsync("ask-starters");
        await AnswerAsync(dombas, new { answer = "decline", reason = "no-time" });
        await AnswerAsync(district, new { answer = "accept" });
        var open = await dombas.PutJsonAsync($"{group}/opening", new { schedule, venue = "Frivilligsentralen" });
        Assert.Equal("open", open.Text("state"));

        // Its members are told, and whoever looks for a group in Dovre finds the free places.
        await host.RunJobsAsync();
        Assert.Equal(3, host.Smtp.To("fifth@example.org").Count);
        var found = Assert.Single(
            (await host.Anyone.GetJsonAsync("/v1/groups?place=municipality:3431&topic=grief"))
                .GetProperty("items")
                .EnumerateArray(),
            item => item.Id() == formed.Id("group")
        );
        Assert.Equal((4, "open"), (found.GetProperty("freePlaces").GetInt32(), found.Text("state")));
        Assert.DoesNotContain("Frivilligsentralen", found.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement[]> ProposalsAsync(HttpClient staff) =>
        [.. (await staff.GetJsonAsync("/v1/desk/proposals")).GetProperty("items").EnumerateArray()];

    // Her body answers for the one starter of it who is asked.
    private static async Task AnswerAsync(HttpClient staff, object answer)
    {
        var asked = Assert.Single(
            (await staff.GetJsonAsync("/v1/desk/starter-requests")).GetProperty("items").EnumerateArray()
        );
        await staff.PutJsonAsync($"/v1/desk/starter-requests/{asked.Id()}/answer", answer);
    }

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetString()!)];

    private static int[] Numbers(JsonElement proposal) =>
        [.. proposal.GetProperty("members").EnumerateArray().Select(member => member.NumberOf())];
}
