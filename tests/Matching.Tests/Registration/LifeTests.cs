using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Registration;

/// <summary>
/// One life, from the form to the place in a group, with nothing but what people and programs have: HTTP and mail.
/// </summary>
public sealed class LifeTests(MailHost host) : IClassFixture<MailHost>
{
    private const string Drammen = "body-24@example.org";
    private const string DistrictOslo = "body-02@example.org";
    private const string GroupContact = "group-contact@example.org";

    [Fact]
    public async Task Somebody_in_Drammen_registers_is_answered_and_has_a_place_in_Hokksund()
    {
        // Another body's staff keep the two groups.
        var district = await host.StaffAsync("district-oslo");
        var hokksund = await TestHost.OpenGroupAsync(
            district,
            new
            {
                name = "Tirsdagsgruppa",
                topics = new[] { "next-of-kin-addiction" },
                capacity = 8,
                members = 6,
                joining = "contact-first",
                meeting = new
                {
                    form = "in-person",
                    venue = "Frivilligsentralen",
                    municipality = "3314",
                    visibility = "area",
                },
                schedule = new
                {
                    rrule = "FREQ=WEEKLY;BYDAY=TU",
                    start = "2026-09-01T18:00:00",
                    durationMinutes = 120,
                },
                languages = new[] { "nb" },
                contact = GroupContact,
            }
        );
        var digital = await TestHost.OpenGroupAsync(
            district,
            new
            {
                name = "Torsdager på nett",
                topics = new[] { "next-of-kin-addiction" },
                capacity = 8,
                members = 3,
                meeting = new { form = "digital", municipality = "0301" },
                schedule = new
                {
                    rrule = "FREQ=WEEKLY;BYDAY=TH",
                    start = "2026-09-03T19:00:00",
                    durationMinutes = 90,
                },
            }
        );

        // She registers, and sees at once what there is.
        var registered = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                topics = new[] { "next-of-kin-addiction" },
                place = "municipality:3301",
                travelKm = 30,
                times = new[] { "weekday-evening" },
                consent = "2026-11",
            }
        );
        Assert.Equal("matched", registered.Text("status"));
        Assert.Equal("Drammen kommune", registered.GetProperty("responsible").Text("name"));
        Assert.Equal("2026-11-25", registered.Text("answerBy"));
        Assert.Equal("Drammen", registered.GetProperty("area").Text("name"));
        Assert.Equal(
            [hokksund, digital],
            registered.GetProperty("groups").EnumerateArray().Select(group => group.Id())
        );
        var near = registered.GetProperty("groups")[0];
        Assert.Equal(
            (2, "open", "3314"),
            (
                near.GetProperty("freePlaces").GetInt32(),
                near.Text("state"),
                near.GetProperty("meeting").Text("municipality")
            )
        );
        Assert.InRange(near.GetProperty("distanceKm").GetDouble(), 16, 19);
        Assert.Equal(
            ["topic-exact", "within-reach", "times-fit", "free-places", "recently-confirmed"],
            Codes(near.GetProperty("why"))
        );
        Assert.Contains("at-a-distance", Codes(registered.GetProperty("groups")[1].GetProperty("why")));
        Assert.Equal(
            ["group-within-reach", "group-at-a-distance", "body-answers"],
            Codes(registered.GetProperty("nextSteps"))
        );
        Assert.DoesNotContain("Frivilligsentralen", registered.GetRawText(), StringComparison.Ordinal);
        var receipt = registered.Text("receipt");
        var person = host.Person(receipt);

        // The contact point is told, and no more than that.
        var drammen = await host.StaffAsync("contact-point-drammen");
        await host.RunJobsAsync();
        var listed = Assert.Single(
            (await drammen.GetJsonAsync("/v1/desk/cases")).GetProperty("items").EnumerateArray()
        );
        var particulars = await ParticularsAsync(receipt, listed.Id(), hokksund, digital);
        var told = Assert.Single(host.Smtp.Seen);
        Assert.Equal(Drammen, Assert.Single(told.To));
        Neutral.Check(told, particulars);
        Assert.Contains("http://127.0.0.1:8080/v1/desk/cases", told.Text, StringComparison.Ordinal);

        // Whoever registers for whatever else, the mail is the same to the byte.
        await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                topics = new[] { "grief" },
                place = "municipality:3301",
                meeting = new[] { "in-person" },
                wish = "start",
                message = "Hei!",
                contact = new { email = "somebody@example.org" },
                consent = "2026-11",
            }
        );
        await host.RunJobsAsync();
        Assert.Equal(2, host.Smtp.To(Drammen).Count);
        Assert.Equal(told.WithoutIdAndDate(), host.Smtp.To(Drammen)[1].WithoutIdAndDate());
        Assert.NotEqual(told.MessageId, host.Smtp.To(Drammen)[1].MessageId);

        // The coordinator opens the case, sees the match and why, writes back and offers a place.
        var @case = $"/v1/desk/cases/{listed.Id()}";
        var opened = await drammen.GetJsonAsync(@case);
        Assert.Equal("next-of-kin-addiction", Assert.Single(opened.GetProperty("topics").EnumerateArray()).GetString());
        var match = opened.GetProperty("matches")[0];
        Assert.Equal(hokksund, match.GetProperty("group").Id());
        Assert.Contains("topic-exact", Codes(match.GetProperty("why")));
        const string Words = "Du er velkommen til gruppa i Hokksund; første møte er tirsdag.";
        await drammen.PostJsonAsync($"{@case}/messages", new { text = Words });
        var offer = await drammen.PostJsonAsync($"{@case}/offers", new { groupId = hokksund });
        Assert.Equal(2, await FreePlacesAsync(hokksund));

        // The group's body is told, since somebody else offers its place.
        await host.RunJobsAsync();
        Neutral.Check(Assert.Single(host.Smtp.To(DistrictOslo)), [.. particulars, offer.Id().ToString()]);

        // She reads it with her code and says yes.
        var seen = await person.GetJsonAsync("/v1/interest");
        Assert.Equal(("offered", 1), (seen.Text("state"), seen.GetProperty("unread").GetInt32()));
        Assert.Equal(hokksund, Assert.Single(seen.GetProperty("offers").EnumerateArray()).GetProperty("group").Id());
        var line = Assert.Single(
            (await person.GetJsonAsync("/v1/interest/messages")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(("body", Words), (line.Text("from"), line.Text("text")));
        var placed = await person.PutJsonAsync($"/v1/interest/answers/{offer.Id()}", new { answer = "yes" });
        Assert.Equal("placed", placed.Text("state"));
        Assert.Equal(1, await FreePlacesAsync(hokksund));
        var opening = Assert.Single(placed.GetProperty("openedBy").EnumerateArray());
        Assert.Equal(("Drammen kommune", "2026-11-21"), (opening.Text("body"), opening.Text("on")));

        // The group's contact hears that somebody is coming; Drammen that there is news.
        await host.RunJobsAsync();
        var coming = Assert.Single(host.Smtp.To(GroupContact));
        Neutral.Check(coming, [.. particulars, offer.Id().ToString()]);
        Assert.Equal("Noen er på vei til dere", coming.Subject);
        Assert.Equal(3, host.Smtp.To(Drammen).Count);

        // The coordinator sees the yes and closes.
        var history = (await drammen.GetJsonAsync(@case))
            .GetProperty("history")
            .EnumerateArray()
            .Select(line => line.Text("act"));
        Assert.Equal(["registered", "answered", "offered", "accepted"], history);
        await drammen.PutJsonAsync(
            $"{@case}/closure",
            new { reason = "placed", note = "Begynner tirsdag." },
            HttpStatusCode.NoContent
        );
        var end = await person.GetJsonAsync("/v1/interest");
        Assert.Equal(("placed", "placed"), (end.Text("state"), end.GetProperty("closed").Code()));
        Assert.DoesNotContain("Begynner tirsdag", end.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_of_neutral_mails_would_see_a_topic_a_place_and_a_count()
    {
        Assert.True(Neutral.Holds("En ny melding om Sorg.", "sorg"));
        Assert.True(Neutral.Holds("Noe nytt i Øvre Eiker", "øvre eiker"));
        Assert.False(Neutral.Holds("sorgen", "sorg"));

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Neutral.Check(Mail("Noe nytt om sorg", "Hei!")));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Neutral.Check(Mail("Noe nytt", "Noen i Hokksund venter.")));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Neutral.Check(Mail("Noe nytt", "2 venter.")));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Neutral.Check(Mail("Noe nytt", "Hei!"), "noe"));
        Neutral.Check(Mail("Noe nytt", "Hei! http://127.0.0.1:8080/"));
    }

    private static CaughtMail Mail(string subject, string text) =>
        new(
            "matching@example.org",
            ["somebody@example.org"],
            Encoding.ASCII.GetBytes(
                $"""
                Auto-Submitted: auto-generated
                Content-Transfer-Encoding: base64
                Content-Type: text/plain; charset=utf-8
                Date: today
                From: matching@example.org
                Message-ID: <x@example.org>
                MIME-Version: 1.0
                Subject: {subject}
                To: somebody@example.org

                {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}
                """.ReplaceLineEndings("\r\n")
            ),
            Accepted: true,
            At: 0
        );

    private static string[] Codes(JsonElement said) => [.. said.EnumerateArray().Select(one => one.Code())];

    private async Task<int> FreePlacesAsync(Guid group) =>
        (await host.Anyone.GetJsonAsync($"/v1/groups/{group}")).GetProperty("freePlaces").GetInt32();

    /// <summary>
    /// What the mails must not tell: the receipt, and every id that hangs together with the registration.
    /// </summary>
    private async Task<string[]> ParticularsAsync(string receipt, Guid @case, params Guid[] others)
    {
        var interest = await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == @case).Select(row => row.Interest).SingleAsync()
        );
        return [receipt, interest.ToString(), @case.ToString(), .. others.Select(id => id.ToString())];
    }
}
