using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Jobs;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Matching.Tests.Webhooks;

/// <summary>Of what webhooks are told, and what such an event says.</summary>
public sealed class EventsTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task Whoever_keeps_a_copy_of_the_search_is_told_of_a_group_that_opens_changes_pauses_and_ends()
    {
        using var keeper = await host.AdminAsync("contact-point-fredrikstad");
        using var staff = await host.StaffAsync(WebhooksOfTests.Drammen);
        await keeper.AddWebhookAsync(host.Receiver, "groups", "group.opened.v1", "group.changed.v1");
        var made = await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form(("members", 7)));
        var group = $"/v1/groups/{made.Id()}";
        var told = () =>
            host
                .Receiver.To("groups")
                .Where(one => one.Json.GetProperty("data").Id() == made.Id())
                .Select(one => one.Json.Text("type"))
                .ToArray();

        await host.RunJobsAsync();
        Assert.DoesNotContain("group.opened.v1", told());
        await staff.PutJsonAsync($"{group}/opening", null);
        await host.RunJobsAsync();
        Assert.Equal("group.opened.v1", told()[^1]);
        var before = told().Length;

        // What is not legal did not happen.
        await staff.PutJsonAsync($"{group}/opening", null, HttpStatusCode.Conflict);
        await host.RunJobsAsync();
        Assert.Equal(before, told().Length);

        await staff.PutJsonAsync(group, GroupsOfTests.Form(("members", 8)));
        await host.RunJobsAsync();
        Assert.Equal("full", (await staff.GetJsonAsync(group)).Text("state"));
        Assert.Equal(before + 1, told().Length);
        await staff.PutJsonAsync($"{group}/pause", null);
        await staff.DeleteJsonAsync($"{group}/pause");
        await host.RunJobsAsync();
        Assert.Equal(before + 2, told().Length); // one event for both
        await staff.PutJsonAsync($"{group}/end", null);
        await host.RunJobsAsync();
        Assert.Equal((before + 3, "group.changed.v1"), (told().Length, told()[^1]));

        var sent = host.Receiver.To("groups")[^1].Json;
        Assert.Equal(["type", "timestamp", "data"], sent.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["url", "id"], sent.GetProperty("data").EnumerateObject().Select(member => member.Name));
        Assert.Equal($"http://127.0.0.1:8080{group}", sent.GetProperty("data").Text("url"));
    }

    [Fact]
    public async Task A_member_more_in_a_group_that_still_has_places_and_a_group_that_hides_are_told_to_nobody()
    {
        using var keeper = await host.AdminAsync("contact-point-baerum");
        using var staff = await host.StaffAsync("contact-point-gol");
        await keeper.AddWebhookAsync(host.Receiver, "quiet", "group.opened.v1", "group.changed.v1");
        var open = await TestHost.OpenGroupAsync(staff, GroupsOfTests.Form(("members", 3)));
        await host.RunJobsAsync();
        var before = host.Receiver.To("quiet").Length;

        await staff.PutJsonAsync($"/v1/groups/{open}", GroupsOfTests.Form(("members", 4)));
        await TestHost.OpenGroupAsync(staff, GroupsOfTests.Form(("meeting.visibility", "hidden")));
        await host.RunJobsAsync();

        Assert.Equal(before, host.Receiver.To("quiet").Length);
    }

    [Fact]
    public async Task News_at_a_desk_is_told_to_its_own_body_alone_once_for_each_mail_and_says_only_that()
    {
        using var mine = await host.AdminAsync();
        using var other = await host.AdminAsync("contact-point-fredrikstad");
        await mine.AddWebhookAsync(host.Receiver, "desk-mine", "desk.news.v1");
        await other.AddWebhookAsync(host.Receiver, "desk-other", "desk.news.v1");
        var body = await host.BodyAsync(WebhooksOfTests.Drammen);
        await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3301", consent = "2026-11" });
        await host.Anyone.PostJsonAsync("/v1/interests", new { place = "municipality:3301", consent = "2026-11" });
        await host.RunJobsAsync();

        var seen = Assert.Single(host.Receiver.To("desk-mine"));
        Assert.Empty(host.Receiver.To("desk-other"));
        Assert.Equal(
            $$$"""{"type":"desk.news.v1","timestamp":"2026-11-20T23:00:00+00:00","data":{"url":"http://127.0.0.1:8080/v1/desk/cases","body":"{{{body}}}"}}""",
            seen.Body
        );

        // The same mail tried again is no more news.
        var mail = new ClaimedJob(RandomId.New(), "tell-body", body, 1, RandomId.New());
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await host.WithDbAsync(async db =>
            {
                await FanOut.NewsAtDeskAsync(db, body, mail, host.Clock, CancellationToken.None);
                return 0;
            });
            await host.RunJobsAsync();
        }

        Assert.Equal(2, host.Receiver.To("desk-mine").Length);
    }

    [Fact]
    public async Task An_announcement_that_is_done_twice_is_one_delivery_to_each()
    {
        using var one = await host.AdminAsync("contact-point-hemsedal");
        using var another = await host.AdminAsync("contact-point-sogn");
        var (first, _) = await one.AddWebhookAsync(host.Receiver, "twice-one", "body.changed.v1");
        var (second, _) = await another.AddWebhookAsync(host.Receiver, "twice-another", "body.changed.v1");
        var body = await host.BodyAsync("link-bergen");
        var job = new ClaimedJob(RandomId.New(), "announce:body.changed.v1", body, 1, RandomId.New());
        var announce = FanOut.Of("body.changed.v1");

        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => host.InScopeAsync(services => announce(services, job, default)))
        );
        await host.RunJobsAsync();

        foreach (var (admin, webhook, path) in new[] { (one, first, "twice-one"), (another, second, "twice-another") })
        {
            Assert.Single(await admin.DeliveriesAsync(webhook), sent => sent.Id("about") == body);
            Assert.Single(host.Receiver.To(path), sent => sent.Json.GetProperty("data").Id("body") == body);
        }
    }

    [Fact]
    public async Task A_body_that_is_called_otherwise_or_covers_otherwise_is_told_and_its_policy_is_not()
    {
        using var keeper = await host.AdminAsync("contact-point-nesbyen");
        using var national = await host.StaffAsync("national-office", Matching.Access.Role.NationalAdmin);
        var body = await host.BodyAsync("link-tromso");
        await keeper.AddWebhookAsync(host.Receiver, "bodies", "body.changed.v1");
        var told = () => host.Receiver.To("bodies").Count(one => one.Json.GetProperty("data").Id("body") == body);

        await national.PutJsonAsync(
            $"/v1/bodies/{body}",
            new
            {
                name = "LINK Tromsø",
                email = "link@example.org",
                house = "municipality:5501",
            }
        );
        await host.RunJobsAsync();
        Assert.Equal(1, told());
        await national.PutJsonAsync(
            $"/v1/bodies/{body}/coverage",
            new[] { new { municipality = "5501", from = "2026-01-01" } }
        );
        await host.RunJobsAsync();
        Assert.Equal(2, told());
        await national.PutJsonAsync($"/v1/bodies/{body}/policy", new { offerDays = 9 });
        await host.RunJobsAsync();
        Assert.Equal(2, told());
    }

    [Fact]
    public async Task A_body_that_comes_with_a_newer_seed_is_told()
    {
        using var keeper = await host.AdminAsync("contact-point-fla");
        await keeper.AddWebhookAsync(host.Receiver, "seeded", "body.changed.v1");
        await using var connection = await host.Get<NpgsqlDataSource>()
            .OpenConnectionAsync(TestContext.Current.CancellationToken);
        await SeedBodies.LoadAsync(
            connection,
            """
            { "bodies": [{ "key": "seeded-anew", "kind": "contact-point", "name": "Ny", "email": "ny@example.org",
                           "house": "municipality:3301", "coverage": {}, "priority": 0 }], "networks": [] }
            """,
            host.Clock,
            TestContext.Current.CancellationToken
        );
        var body = await host.BodyAsync("seeded-anew");

        await host.RunJobsAsync();
        Assert.Single(host.Receiver.To("seeded"), one => one.Json.GetProperty("data").Id("body") == body);
    }

    [Fact]
    public async Task Where_nobody_asks_nothing_is_written()
    {
        var written = await host.WithDbAsync(db =>
            db.Database.SqlQuery<int>(
                    $"""
                    select announce(array['desk.news.v1'], array[{RandomId.New()}], array[{RandomId.New()}], {host.Clock.GetUtcNow()})
                        as "Value"
                    """
                )
                .SingleAsync()
        );

        Assert.Equal(0, written);
    }

    [Fact]
    public async Task The_catalogue_is_open_to_anyone_and_shows_what_is_sent()
    {
        var items = (await host.Anyone.GetJsonAsync("/v1/webhooks/events")).GetProperty("items").EnumerateArray();

        Assert.Equal(
            ["desk.news.v1", "group.opened.v1", "group.changed.v1", "body.changed.v1", "test.v1"],
            items.Select(item => item.Text("type"))
        );
        Assert.All(items, item => Assert.Equal(item.Text("type"), item.GetProperty("example").Text("type")));
    }
}
