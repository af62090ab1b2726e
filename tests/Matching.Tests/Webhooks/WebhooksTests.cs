using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Jobs;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Webhooks;

public sealed class WebhooksTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    // Longer than the first rest of what failed.
    private static readonly TimeSpan Rest = 1.5 * RetryIntervals.Table[0];

    [Fact]
    public async Task A_secret_is_shown_once_and_stands_nowhere_in_clear_and_neither_does_the_address()
    {
        using var admin = await host.AdminAsync();
        var (path, secret) = await admin.AddWebhookAsync(host.Receiver, "once?token=hush-hush");

        var read = await admin.GetJsonAsync(path);
        Assert.Equal(("active", host.Receiver.Url("once?token=hush-hush")), (read.Text("state"), read.Text("url")));
        var listed = await admin.GetStringAsync("/v1/webhooks?limit=100", TestContext.Current.CancellationToken);
        Assert.Contains(path.Split('/')[^1], listed, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", listed, StringComparison.Ordinal);
        var rows = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select coalesce(w::text, '') || encode(w.url, 'escape') || encode(w.secret, 'escape') as "Value"
                    from webhooks w
                    """
                )
                .ToListAsync()
        );
        Assert.All(
            rows,
            row =>
                Assert.DoesNotContain("hush", row.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(secret["whsec_".Length..], string.Concat(rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_arrives_signed_and_each_further_attempt_has_the_same_id_and_a_signature_of_its_own()
    {
        using var admin = await host.AdminAsync();
        var (path, secret) = await admin.AddWebhookAsync(host.Receiver, "retried");
        host.Receiver.Behave("retried", ReceiverWeather.Failing);

        await admin.SendTestAsync(path);
        Assert.Contains(("deliver-webhook", JobOutcome.Failed("webhook-not-taken")), await host.RunJobsAsync());
        Assert.Equal(("waiting", 1, 500, "webhook-not-taken"), await admin.OnlyDeliveryAsync(path));
        host.Receiver.Behave("retried", ReceiverWeather.Good);
        host.Clock.Advance(Rest);
        await host.RunJobsAsync();

        Assert.Equal(("delivered", 2, 204, null), await admin.OnlyDeliveryAsync(path));
        var seen = host.Receiver.To("retried");
        Assert.Equal(2, seen.Length);
        Assert.All(seen, one => Assert.True(one.IsSignedWith(secret) && one.Signatures.Length == 1));
        Assert.Equal(seen[0].Id, seen[1].Id);
        Assert.Equal(seen[0].Body, seen[1].Body);
        Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeSeconds(), seen[1].Timestamp.ToUnixTimeSeconds());
        Assert.Equal(seen[0].Timestamp + Rest, seen[1].Timestamp);
        Assert.NotEqual(seen[0].Signatures, seen[1].Signatures);
        Assert.Equal("application/json", seen[0].Headers["Content-Type"]);
        Assert.DoesNotContain(seen[0].Headers.Keys, name => name is "Cookie" or "traceparent" or "Authorization");
        Assert.Equal("test.v1", seen[0].Json.Text("type"));
    }

    [Theory]
    [InlineData("busy-seconds", "3600", "429 Too Many Requests")]
    [InlineData("busy-date", null, "503 Service Unavailable")]
    public async Task A_receiver_that_says_when_to_come_again_is_left_alone_until_then(
        string name,
        string? retryAfter,
        string status
    )
    {
        using var admin = await host.AdminAsync("contact-point-sogn");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, name);
        var hour = TimeSpan.FromHours(1);
        host.Receiver.AskToWait(name, retryAfter ?? $"{host.Clock.GetUtcNow() + hour:R}", status);
        await admin.SendTestAsync(path);
        await host.RunJobsAsync();
        host.Receiver.Behave(name, ReceiverWeather.Good);

        host.Clock.Advance(hour - TimeSpan.FromSeconds(1));
        await host.RunJobsAsync();
        Assert.Single(host.Receiver.To(name));
        host.Clock.Advance(RetryIntervals.Jitter * hour + TimeSpan.FromSeconds(1));
        await host.RunJobsAsync();

        Assert.Equal(("delivered", 2, 204, null), await admin.OnlyDeliveryAsync(path));
    }

    [Fact]
    public async Task What_a_receiver_asks_for_shortens_no_rest_and_does_not_count_where_it_is_not_busy()
    {
        using var admin = await host.AdminAsync("contact-point-sogn");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "impatient");
        host.Receiver.AskToWait("impatient", "0");
        await admin.SendTestAsync(path);
        await host.RunJobsAsync();
        host.Clock.Advance(RetryIntervals.Table[0] - TimeSpan.FromSeconds(1));
        await host.RunJobsAsync();
        Assert.Single(host.Receiver.To("impatient"));

        host.Receiver.AskToWait("impatient", "86400", "500 Oh no");
        host.Clock.Advance(TimeSpan.FromSeconds(3));
        await host.RunJobsAsync();
        host.Clock.Advance(1.5 * RetryIntervals.Table[1]);
        await host.RunJobsAsync();
        Assert.Equal(3, host.Receiver.To("impatient").Length);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_a_year_is_tried_once_more_after_three_days()
    {
        using var admin = await host.AdminAsync("contact-point-gol");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "in-a-year");
        host.Receiver.AskToWait("in-a-year", "31536000");
        await admin.SendTestAsync(path);
        await host.RunJobsAsync();

        host.Clock.Advance(TimeSpan.FromHours(71));
        await host.RunJobsAsync();
        Assert.Single(host.Receiver.To("in-a-year"));
        host.Clock.Advance(RetryIntervals.Jitter * TimeSpan.FromHours(72) + TimeSpan.FromHours(1));
        await host.RunJobsAsync();

        Assert.Equal(("dead", 2, 429, "webhook-not-taken"), await admin.OnlyDeliveryAsync(path));
    }

    [Fact]
    public async Task For_a_day_after_a_rotation_both_secrets_sign()
    {
        using var admin = await host.AdminAsync("contact-point-fredrikstad");
        var (path, first) = await admin.AddWebhookAsync(host.Receiver, "rotated");
        var rotated = await admin.PostJsonAsync($"{path}/secret", null);
        var second = rotated.Text("secret");
        Assert.Equal(host.Clock.GetUtcNow().AddHours(24), rotated.GetProperty("previousUntil").GetDateTimeOffset());

        await admin.SendTestAsync(path);
        await host.RunJobsAsync();
        host.Clock.Advance(TimeSpan.FromHours(24));
        await admin.SendTestAsync(path);
        await host.RunJobsAsync();

        var seen = host.Receiver.To("rotated");
        Assert.Equal(2, seen[0].Signatures.Length);
        Assert.True(seen[0].IsSignedWith(first) && seen[0].IsSignedWith(second));
        Assert.Single(seen[1].Signatures);
        Assert.True(!seen[1].IsSignedWith(first) && seen[1].IsSignedWith(second));
    }

    [Fact]
    public async Task A_rotation_asked_for_twice_with_one_idempotency_key_is_one()
    {
        using var admin = await host.AdminAsync("contact-point-gol");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "rotated-once");
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "r-1");

        var once = await admin.PostJsonAsync($"{path}/secret", null);
        var again = await admin.PostJsonAsync($"{path}/secret", null);

        Assert.Equal(once.Text("secret"), again.Text("secret"));
    }

    [Fact]
    public async Task Webhooks_of_another_body_are_not_there_but_for_the_national_office()
    {
        using var admin = await host.AdminAsync();
        using var other = await host.AdminAsync("contact-point-nesbyen");
        using var coordinator = await host.StaffAsync(WebhooksOfTests.Drammen);
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "mine");
        await admin.SendTestAsync(path);
        var delivery = (await admin.DeliveriesAsync(path)).Single().Id();
        var form = new { url = host.Receiver.Url("theirs"), events = new[] { "desk.news.v1" } };

        await coordinator.GetJsonAsync(path, HttpStatusCode.Forbidden);
        await coordinator.PostJsonAsync("/v1/webhooks", form, HttpStatusCode.Forbidden);
        await other.GetJsonAsync(path, HttpStatusCode.NotFound);
        await other.PutJsonAsync(path, form, HttpStatusCode.NotFound);
        await other.DeleteJsonAsync(path, HttpStatusCode.NotFound);
        await other.GetJsonAsync($"{path}/deliveries", HttpStatusCode.NotFound);
        foreach (var call in new[] { "secret", "test", $"deliveries/{delivery}/replay" })
        {
            await other.PostJsonAsync($"{path}/{call}", null, HttpStatusCode.NotFound);
        }

        var body = await host.BodyAsync(WebhooksOfTests.Drammen);
        await other.PostJsonAsync(
            "/v1/webhooks",
            new
            {
                form.url,
                form.events,
                body,
            },
            HttpStatusCode.Forbidden
        );
        Assert.Equal(path, $"/v1/webhooks/{(await national.GetJsonAsync(path)).Id()}");
        await national.PostJsonAsync(
            "/v1/webhooks",
            new
            {
                form.url,
                form.events,
                body,
            }
        );
        await host.RunJobsAsync();
    }

    [Fact]
    public async Task A_webhook_is_written_anew_only_by_whoever_read_it_and_taken_away_with_all_that_was_on_its_way()
    {
        using var admin = await host.AdminAsync("contact-point-baerum");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "before");
        var form = new { url = host.Receiver.Url("after"), events = new[] { "group.opened.v1", "body.changed.v1" } };
        var tag = (await admin.GetAsync(path, TestContext.Current.CancellationToken)).Headers.ETag!.Tag;
        var text = System.Text.Json.JsonSerializer.Serialize(form);
        Assert.Equal(
            HttpStatusCode.OK,
            (await admin.SendTextAsync(HttpMethod.Put, path, text, ("If-Match", tag))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await admin.SendTextAsync(HttpMethod.Put, path, text, ("If-Match", tag))).StatusCode
        );

        await admin.SendTestAsync(path);
        await admin.DeleteJsonAsync(path);
        await admin.GetJsonAsync(path, HttpStatusCode.NotFound);
        await host.RunJobsAsync();
        Assert.Empty(host.Receiver.To("before"));
        Assert.Empty(host.Receiver.To("after"));
    }

    [Fact]
    public async Task Whoever_answers_410_is_sent_nothing_more_until_the_webhook_is_written_anew()
    {
        using var admin = await host.AdminAsync("contact-point-sogn");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "gone");
        host.Receiver.Behave("gone", ReceiverWeather.Gone);
        await admin.SendTestAsync(path);
        await admin.SendTestAsync(path);
        await host.RunJobsAsync();

        Assert.Single(host.Receiver.To("gone"));
        var read = await admin.GetJsonAsync(path);
        Assert.Equal(("ended", "gone"), (read.Text("state"), read.GetProperty("reason").Text("code")));
        Assert.All(await admin.DeliveriesAsync(path), one => Assert.Equal("dropped", one.Text("state")));
        await admin.PostJsonAsync($"{path}/test", null, HttpStatusCode.Conflict);

        host.Receiver.Behave("gone", ReceiverWeather.Good);
        await admin.PutJsonAsync(path, new { url = host.Receiver.Url("gone"), events = new[] { "desk.news.v1" } });
        await admin.SendTestAsync(path);
        await host.RunJobsAsync();
        Assert.Equal(2, host.Receiver.To("gone").Length);
    }

    [Fact]
    public async Task What_does_not_arrive_in_three_days_can_be_sent_again_and_after_three_such_its_body_has_a_task()
    {
        using var admin = await host.AdminAsync("contact-point-hemsedal");
        var (path, _) = await admin.AddWebhookAsync(host.Receiver, "dead");
        host.Receiver.Behave("dead", ReceiverWeather.Failing);
        await admin.SendTestAsync(path);
        await DieAsync();
        Assert.Equal(
            ("dead", RetryIntervals.Table.Count + 1, 500, "webhook-not-taken"),
            await admin.OnlyDeliveryAsync(path)
        );

        // A worker that died with the last attempt could not write that it was the last.
        await host.SqlAsync($"update webhook_deliveries set state = 'waiting' where state = 'dead'");
        Assert.Equal("dead", (await admin.OnlyDeliveryAsync(path)).State);
        Assert.Single(
            (await admin.GetJsonAsync($"{path}/deliveries?state=dead")).GetProperty("items").EnumerateArray()
        );
        Assert.Empty(
            (await admin.GetJsonAsync($"{path}/deliveries?state=waiting")).GetProperty("items").EnumerateArray()
        );

        // Sent again it is the same event, with all its attempts before it.
        var dead = (await admin.DeliveriesAsync(path)).Single();
        host.Receiver.Behave("dead", ReceiverWeather.Good);
        await admin.PostJsonAsync($"{path}/deliveries/{dead.Id()}/replay", null, HttpStatusCode.NoContent);
        await host.RunJobsAsync();
        Assert.Equal("delivered", (await admin.OnlyDeliveryAsync(path)).State);
        Assert.Single(host.Receiver.To("dead").Select(one => one.Id).Distinct());

        host.Receiver.Behave("dead", ReceiverWeather.Failing);
        await admin.SendTestAsync(path);
        await admin.SendTestAsync(path);
        await admin.SendTestAsync(path);
        await DieAsync();
        var read = await admin.GetJsonAsync(path);
        Assert.Equal(("disabled", "failing"), (read.Text("state"), read.GetProperty("reason").Text("code")));
        Assert.Contains(await TasksAsync(), task => task.Text("kind") == "webhook-disabled");

        await admin.PutJsonAsync(path, new { url = host.Receiver.Url("dead"), events = new[] { "desk.news.v1" } });
        await host.RunJobsAsync();
        Assert.DoesNotContain(await TasksAsync(), task => task.Text("kind") == "webhook-disabled");

        async Task<System.Text.Json.JsonElement[]> TasksAsync() =>
            [.. (await admin.GetJsonAsync("/v1/desk/tasks?limit=100")).GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task Nothing_is_sent_to_where_nothing_may_be_sent_and_a_body_has_ten_webhooks_at_most()
    {
        using var admin = await host.AdminAsync("contact-point-fla");
        foreach (var url in new[] { "https://10.0.0.1/", "http://example.org:8080/", "https://u:p@example.org/" })
        {
            var refused = await admin.PostJsonAsync(
                "/v1/webhooks",
                new { url, events = new[] { "desk.news.v1" } },
                HttpStatusCode.UnprocessableEntity
            );
            Assert.Equal("webhook-address-refused", refused.Code());
            Assert.DoesNotContain(url, refused.GetRawText(), StringComparison.Ordinal);
        }

        foreach (
            var events in new[]
            {
                Array.Empty<string>(),
                ["test.v1"],
                ["desk.news.v2"],
                ["desk.news.v1", "desk.news.v1"],
            }
        )
        {
            await admin.PostJsonAsync(
                "/v1/webhooks",
                new { url = "https://example.org/", events },
                HttpStatusCode.BadRequest
            );
        }

        for (var i = 0; i < 10; i++)
        {
            await admin.AddWebhookAsync(host.Receiver, $"many-{i}");
        }

        await admin.PostJsonAsync(
            "/v1/webhooks",
            new { url = "https://example.org/", events = new[] { "desk.news.v1" } },
            HttpStatusCode.Conflict
        );
    }

    // Through all intervals, as the clock would.
    private async Task DieAsync()
    {
        await host.RunJobsAsync();
        foreach (var interval in RetryIntervals.Table)
        {
            host.Clock.Advance(1.5 * interval);
            await host.RunJobsAsync();
        }
    }
}
