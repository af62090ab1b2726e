using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Cases;
using Matching.Errands;
using Matching.Jobs;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Notifications;

/// <summary>
/// When a body is written to, and at which address. Every test has a body of its own, and brings the clock back.
/// </summary>
public sealed class TellBodyTests(BatchedMailHost host) : IClassFixture<BatchedMailHost>
{
    private const string Saturday = "2026-11-21T09:00:00Z",
        MondayAtEight = "2026-11-23T07:00:00Z";

    [Fact]
    public async Task A_mail_about_somebody_who_got_an_answer_meanwhile_does_not_leave()
    {
        host.Clock.Set(Saturday);
        var receipt = await RegisterAsync("municipality:3107");
        var staff = await host.StaffAsync("contact-point-fredrikstad");
        var address = await AddressAsync("contact-point-fredrikstad");
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{await host.CaseOfAsync(receipt)}/acknowledgement",
            null,
            HttpStatusCode.NoContent
        );
        host.Clock.Set(MondayAtEight);
        await host.RunJobsAsync();
        Assert.Empty(host.Smtp.To(address));

        // What is to be read, and not to be answered, is told all the same.
        await host.Person(receipt).PostJsonAsync("/v1/interest/messages", new { text = "Takk!" });
        host.Clock.Set("2026-11-23T12:00:00Z");
        await host.RunJobsAsync();
        Assert.Single(host.Smtp.To(address));
    }

    [Fact]
    public async Task Whatever_comes_together_a_body_gets_two_mails_a_day_at_most_and_none_at_night_or_on_a_holiday()
    {
        host.Clock.Set(Saturday);
        var (body, address) = (
            await host.BodyAsync("contact-point-baerum"),
            await AddressAsync("contact-point-baerum")
        );
        foreach (
            var (utc, mails) in new[]
            {
                ("2026-12-23T01:00:00Z", 0), // Wednesday, in the night
                ("2026-12-23T06:59:59Z", 0),
                ("2026-12-23T07:00:00Z", 1),
                ("2026-12-23T08:00:00Z", 2),
                ("2026-12-23T09:00:00Z", 2),
                ("2026-12-23T18:59:59Z", 2),
                ("2026-12-24T06:59:59Z", 2),
                ("2026-12-24T07:00:00Z", 3), // Christmas Eve is a working day by law
                ("2026-12-24T19:00:00Z", 3), // at 20 it is too late
                ("2026-12-25T09:00:00Z", 3),
                ("2026-12-27T09:00:00Z", 3), // Sunday
                ("2026-12-28T07:00:00Z", 4),
            }
        )
        {
            host.Clock.Set(utc);
            if (utc.EndsWith(":00:00Z", StringComparison.Ordinal))
            {
                await NewsNowAsync(body);
            }

            await host.RunJobsAsync();
            Assert.Equal((utc, mails), (utc, host.Smtp.To(address).Count));
        }

        // To be put off is no failure.
        Assert.All(
            await host.WithDbAsync(db => db.Jobs.Where(job => job.Subject == body).ToListAsync()),
            job => Assert.Equal(1, job.Attempts)
        );
    }

    [Fact]
    public async Task What_is_overdue_is_told_to_the_deputy_too()
    {
        host.Clock.Set(Saturday);
        await PolicyAsync("contact-point-sogn", new { deputy = "deputy-sogn@example.org" });
        var (address, deputy) = (await AddressAsync("contact-point-sogn"), "deputy-sogn@example.org");
        await RegisterAsync("municipality:4640");
        host.Clock.Set(MondayAtEight);
        await host.RunJobsAsync();
        Assert.Equal((1, 0), (host.Smtp.To(address).Count, host.Smtp.To(deputy).Count));

        // The deadline is Wednesday; Thursday at 8 it is reminded of, and told at 13.
        host.Clock.Set("2026-11-26T07:00:00Z");
        await host.RunAsync("remind-cases");
        host.Clock.Set("2026-11-26T12:00:00Z");
        await host.RunJobsAsync();
        Assert.Equal((2, 1), (host.Smtp.To(address).Count, host.Smtp.To(deputy).Count));
        Assert.Equal(
            3,
            host.Smtp.Seen.Where(mail => mail.To.Intersect([address, deputy]).Any())
                .Select(mail => mail.MessageId)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public async Task An_address_that_refuses_gives_way_to_the_deputy_and_the_body_stays_reachable_until_both_refuse()
    {
        host.Clock.Set(Saturday);
        const string Deputy = "deputy-bergen@example.org";
        await PolicyAsync("link-bergen", new { deputy = Deputy, mails = "at-once" });
        var (body, address) = (await host.BodyAsync("link-bergen"), await AddressAsync("link-bergen"));
        host.Smtp.Answer("RCPT", address, "550 5.1.1 no such user");
        var first = await RegisterAsync("municipality:4601");
        await host.RunJobsAsync();

        Assert.Single(host.Smtp.To(Deputy));
        Assert.Equal("LINK Bergen og omegn", await AnswersAsync(first));
        var errand = await host.WithDbAsync(db => db.Errands.SingleAsync(row => row.Body == body));
        Assert.Equal((Errand.AddressRefused, body), (errand.Kind, errand.About));

        host.Smtp.Answer("RCPT", Deputy, "550 5.1.1 no such user");
        var second = await RegisterAsync("municipality:4601");
        await host.RunJobsAsync();
        Assert.NotEqual("LINK Bergen og omegn", await AnswersAsync(first));
        Assert.NotEqual("LINK Bergen og omegn", await AnswersAsync(second));
        Assert.NotNull((await host.WithDbAsync(db => db.Bodies.SingleAsync(row => row.Id == body))).UnreachableSince);
    }

    [Fact]
    public async Task The_clock_of_a_case_runs_whatever_becomes_of_the_mails()
    {
        host.Clock.Set(Saturday);
        var address = await AddressAsync("link-trondheim");
        host.Smtp.Answer("RCPT", address, "451 4.2.0 not now");
        var receipt = await RegisterAsync("municipality:5001");
        var before = await AnswersAsync(receipt);
        foreach (
            var utc in new[] { MondayAtEight, "2026-11-26T07:00:00Z", "2026-11-27T07:00:00Z", "2026-11-30T07:00:00Z" }
        )
        {
            host.Clock.Set(utc);
            await host.RunAsync("remind-cases");
            await host.RunAsync("pass-on-silent-cases");
        }

        Assert.Empty(host.Smtp.To(address));
        Assert.NotEqual(before, await AnswersAsync(receipt));
    }

    // As if it had been due just now, whatever the hours say.
    private async Task NewsNowAsync(Guid body)
    {
        await host.SqlAsync($"update bodies set news = news + 1 where id = {body}");
        await host.WithDbAsync(async db =>
        {
            await db.EnqueueAsync(News.ForBody, body, host.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
            return 0;
        });
    }

    private async Task<string> RegisterAsync(string place) =>
        (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place,
                    meeting = new[] { "digital" },
                    consent = "2026-11",
                }
            )
        ).Text("receipt");

    private async Task<string> AnswersAsync(string receipt) =>
        (await host.Person(receipt).GetJsonAsync("/v1/interest")).GetProperty("responsible").Text("name");

    private async Task<string> AddressAsync(string body) =>
        await host.WithDbAsync(db =>
            db.Bodies.Where(row => row.ExternalId == body).Select(row => row.Email).SingleAsync()
        );

    private async Task<JsonElement> PolicyAsync(string body, object policy) =>
        await (await host.StaffAsync(body, Role.BodyAdmin)).PutJsonAsync(
            $"/v1/bodies/{await host.BodyAsync(body)}/policy",
            policy
        );
}
