using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Jobs;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Notifications;

/// <summary>Neutral mails over real SMTP, in good and bad weather. Every test has a body of its own.</summary>
public sealed class MailTests(MailHost host) : IClassFixture<MailHost>
{
    [Fact]
    public async Task A_person_who_left_an_address_gets_one_neutral_line_for_all_that_is_new()
    {
        const string Address = "somebody@example.org";
        var (person, staff, @case) = await RegisterAsync("municipality:3107", "contact-point-fredrikstad", Address);
        await host.RunJobsAsync();
        Assert.Empty(host.Smtp.To(Address));

        await staff.PostJsonAsync($"{@case}/messages", new { text = "Du er velkommen." });
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Ring meg gjerne på 22 33 44 55." });
        await host.RunJobsAsync();
        await host.RunJobsAsync();
        var mail = Assert.Single(host.Smtp.To(Address));
        Neutral.Check(mail);
        Assert.Contains("http://127.0.0.1:8080/v1/interest", mail.Text, StringComparison.Ordinal);

        await person.GetJsonAsync("/v1/interest/messages");
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Er du der?" });
        await host.RunJobsAsync();
        Assert.Equal(2, host.Smtp.To(Address).Count);
        Assert.Equal(mail.WithoutIdAndDate(), host.Smtp.To(Address)[1].WithoutIdAndDate());
    }

    [Fact]
    public async Task A_mail_to_a_person_keeps_its_Message_ID_when_it_is_tried_again_and_the_next_mail_has_another()
    {
        const string Address = "patient@example.org";
        var (_, staff, @case) = await RegisterAsync("municipality:3201", "contact-point-baerum", Address);
        await host.RunJobsAsync();
        host.Smtp.Answer("DATA", Address, "451 4.3.0 not now");
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Hei!" });
        await host.RunJobsAsync();
        host.Smtp.Answer("DATA", Address, null);
        host.Clock.Advance(Rest(0));
        await host.RunJobsAsync();
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Er du der?" });
        await host.RunJobsAsync();

        var ids = host.Smtp.Seen.Where(mail => mail.To.Contains(Address)).Select(mail => mail.MessageId).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[1], ids[2]);
    }

    [Fact]
    public async Task One_address_that_does_not_take_mail_keeps_nobody_else_waiting()
    {
        var addresses = Enumerable.Range(0, 3).Select(number => $"one-of-three-{number}@example.org").ToArray();
        host.Smtp.Answer("RCPT", addresses[0], "450 4.2.0 busy");
        host.Smtp.Answer("RCPT", addresses[1], "550 5.1.1 no such user");
        foreach (var address in addresses)
        {
            var (_, staff, @case) = await RegisterAsync("municipality:4640", "contact-point-sogn", address);
            await staff.PostJsonAsync($"{@case}/messages", new { text = "Hei!" });
        }

        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To(addresses[2]));

        host.Smtp.Answer("RCPT", addresses[0], null);
        host.Smtp.Answer("RCPT", addresses[1], null);
        host.Clock.Advance(Rest(0));
        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To(addresses[0]));
        Assert.Empty(host.Smtp.To(addresses[1]));
        Assert.Single(host.Smtp.To(addresses[2]));
    }

    [Fact]
    public async Task An_address_that_refuses_for_good_is_a_dead_letter_and_its_body_is_passed_over_until_that_is_mended()
    {
        const string Drammen = "body-24@example.org";
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        host.Smtp.Answer("RCPT", Drammen, "550 5.1.1 no such user");
        var first = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        Assert.Equal("Drammen kommune", first.GetProperty("responsible").Text("name"));
        Assert.Contains(("tell-body", JobOutcome.Refused("mail-refused")), await host.RunJobsAsync());

        // The case does not wait for an address that refuses: the next body has it and is told.
        var moved = await host.Person(first.Text("receipt")).GetJsonAsync("/v1/interest");
        Assert.Equal("Selvhjelp Norge, distriktskontor Oslo", moved.GetProperty("responsible").Text("name"));
        Assert.Single(host.Smtp.To("body-02@example.org"));

        var dead = Assert.Single(
            (await national.GetJsonAsync("/v1/desk/dead-letters")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(
            ("tell-body", "mail-refused", 1),
            (dead.Text("kind"), dead.Text("error"), dead.GetProperty("attempts").GetInt32())
        );
        Assert.Equal(await host.BodyAsync("contact-point-drammen"), dead.Id("subject"));
        Assert.DoesNotContain("example.org", dead.GetRawText(), StringComparison.Ordinal);

        // The next one goes past it, and the reason can be read.
        var next = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        Assert.Equal("Selvhjelp Norge, distriktskontor Oslo", next.GetProperty("responsible").Text("name"));
        var chain = (await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:3301")).GetProperty("chain");
        Assert.Equal("Drammen kommune", chain[0].GetProperty("body").Text("name"));
        Assert.Equal("unreachable", chain[0].GetProperty("passedOver").Code());
        await host.RunJobsAsync();
        Assert.Equal(2, host.Smtp.To("body-02@example.org").Count);

        // Nobody but the national office sees dead letters, and what is not dead is not replayed.
        var district = await host.StaffAsync("district-oslo", Role.BodyAdmin);
        await district.GetJsonAsync("/v1/desk/dead-letters", HttpStatusCode.Forbidden);
        await district.PostJsonAsync($"/v1/desk/dead-letters/{dead.Id()}/replay", null, HttpStatusCode.Forbidden);

        host.Smtp.Answer("RCPT", Drammen, null);
        await national.PostJsonAsync($"/v1/desk/dead-letters/{dead.Id()}/replay", null, HttpStatusCode.NoContent);
        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To(Drammen));
        Assert.Empty((await national.GetJsonAsync("/v1/desk/dead-letters")).GetProperty("items").EnumerateArray());
        await national.PostJsonAsync($"/v1/desk/dead-letters/{dead.Id()}/replay", null, HttpStatusCode.Conflict);
        var mended = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        Assert.Equal("Drammen kommune", mended.GetProperty("responsible").Text("name"));
        await host.RunJobsAsync();
    }

    [Fact]
    public async Task In_bad_weather_a_mail_is_tried_again_at_its_intervals_with_the_same_Message_ID()
    {
        const string Bergen = "body-11@example.org";
        await RegisterAsync("municipality:4601", "link-bergen");
        host.Smtp.Answer("DATA", Bergen, "451 4.3.0 not now");
        Assert.Equal([JobOutcome.Failed("mail-not-sent")], (await host.RunJobsAsync()).Select(job => job.Outcome));

        // Not a second before its time.
        host.Clock.Advance(RetryIntervals.Table[0] - TimeSpan.FromSeconds(1));
        Assert.Empty(await host.RunJobsAsync());
        host.Clock.Advance(Rest(0) - RetryIntervals.Table[0] + TimeSpan.FromSeconds(1));
        Assert.Single(await host.RunJobsAsync());

        // Nobody answers at all.
        await host.Smtp.GoAwayAsync();
        host.Clock.Advance(Rest(1));
        Assert.Equal([JobOutcome.Failed("mail-not-sent")], (await host.RunJobsAsync()).Select(job => job.Outcome));
        host.Smtp.ComeBack();

        host.Smtp.Answer("DATA", Bergen, null);
        host.Clock.Advance(Rest(2));
        Assert.Equal([JobOutcome.Done], (await host.RunJobsAsync()).Select(job => job.Outcome));
        host.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Empty(await host.RunJobsAsync());

        var tries = host.Smtp.Seen.Where(mail => mail.To.Contains(Bergen)).ToList();
        Assert.Equal([false, false, true], tries.Select(mail => mail.Accepted));
        Assert.Single(tries.Select(mail => mail.MessageId).Distinct());
    }

    [Fact]
    public async Task Bad_weather_for_three_days_makes_a_dead_letter_and_the_body_still_counts_as_reachable()
    {
        const string Trondheim = "body-10@example.org";
        await RegisterAsync("municipality:5001", "link-trondheim");
        host.Smtp.Answer("RCPT", Trondheim, "451 4.3.0 not now");
        foreach (var interval in RetryIntervals.Table)
        {
            Assert.Equal([JobOutcome.Failed("mail-not-sent")], (await host.RunJobsAsync()).Select(job => job.Outcome));
            host.Clock.Advance(interval * (1 + RetryIntervals.Jitter));
        }

        await host.RunJobsAsync();
        var trondheim = await host.BodyAsync("link-trondheim");
        var job = await host.WithDbAsync(db => db.Jobs.SingleAsync(row => row.Subject == trondheim));
        Assert.Equal(("dead", RetryIntervals.Table.Count + 1), (job.State, job.Attempts));
        Assert.InRange(
            RetryIntervals.Table.Aggregate((sum, interval) => sum + interval),
            TimeSpan.FromHours(71),
            TimeSpan.FromHours(73)
        );
        host.Smtp.Answer("RCPT", Trondheim, null);
        var next = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:5001", consent = "2026-11" }
        );
        Assert.Equal("link-centre", next.GetProperty("responsible").Text("kind"));
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        await national.PostJsonAsync($"/v1/desk/dead-letters/{job.Id}/replay", null, HttpStatusCode.NoContent);
        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To(Trondheim));
    }

    [Fact]
    public async Task Workers_that_look_at_once_send_a_mail_once()
    {
        const string Oslo = "body-09@example.org";
        await RegisterAsync("municipality:0301", "link-oslo");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.RunJobsAsync()));
        await host.RunJobsAsync();

        Assert.Single(host.Smtp.To(Oslo));
    }

    // The longest that chance makes of a rest.
    private static TimeSpan Rest(int failure) => RetryIntervals.Table[failure] * (1 + RetryIntervals.Jitter);

    private async Task<(HttpClient Person, HttpClient Staff, string Case)> RegisterAsync(
        string place,
        string body,
        string? email = null
    )
    {
        var form = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["place"] = place,
            ["consent"] = "2026-11",
        };
        if (email is not null)
        {
            form["contact"] = new { email };
        }

        var receipt = (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");
        return (host.Person(receipt), await host.StaffAsync(body), $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}");
    }
}
