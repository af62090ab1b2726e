using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Notifications;
using Matching.Status;
using Matching.Tests.ActionLinks;
using Matching.Tests.Support;
using Matching.Web;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Status;

public sealed class StatusTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_national_administration_sees_what_waits_what_ran_and_the_database()
    {
        await EnqueueAsync("status-waits", RandomId.New(), TimeSpan.FromDays(-400));
        await host.RunAsync("purge-done-jobs");
        using var national = await host.StaffAsync("national-office", Role.NationalAdmin);

        var status = await national.GetJsonAsync("/v1/desk/status");

        Assert.True(status.GetProperty("ready").GetBoolean());
        Assert.Contains("status-waits", Kinds(status, "deadLetters"));
        var ran = status.GetProperty("schedule").EnumerateArray().ToDictionary(job => job.Text("name"));
        Assert.Equal(Schedule.Names.Order(StringComparer.Ordinal), ran.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(host.Clock.GetUtcNow(), ran["purge-done-jobs"].GetProperty("doneAt").GetDateTimeOffset());
        Assert.All(
            ran.Values,
            job => Assert.True(job.GetProperty("dueAt").GetDateTimeOffset() <= host.Clock.GetUtcNow())
        );
        Assert.Equal("primary", status.GetProperty("database").Text("role"));
    }

    [Fact]
    public async Task Others_see_what_is_about_their_own_body()
    {
        var bergen = await host.BodyAsync("link-bergen");
        await EnqueueAsync("status-of-bergen", bergen, TimeSpan.FromSeconds(-90));
        await EnqueueAsync("status-of-another", RandomId.New(), TimeSpan.FromSeconds(-900));
        using var staff = await host.StaffAsync(bergen);

        var status = await staff.GetJsonAsync("/v1/desk/status");

        Assert.Contains("status-of-bergen", Kinds(status, "waiting"));
        Assert.DoesNotContain("status-of-another", Kinds(status, "waiting").Concat(Kinds(status, "deadLetters")));
        Assert.Equal(90, status.GetProperty("oldestDueSeconds").GetDouble());
        Assert.Null(status.GetProperty("schedule").GetString());
        Assert.Null(status.GetProperty("database").GetString());
    }

    [Fact]
    public async Task The_national_administration_reads_the_same_on_a_page_in_words()
    {
        await EnqueueAsync("status-waits", RandomId.New(), TimeSpan.FromDays(-400));
        await host.RunAsync("purge-done-jobs");
        await EnqueueAsync("tell-people", null, TimeSpan.FromMinutes(-150));
        foreach (
            var (language, words) in new (string, string[])[]
            {
                ("nb", ["hele tjenesten", "Gitt opp", "2 timer", "E-post til personer", "kl.", "Hoveddatabasen"]),
                ("nn", ["heile tenesta", "Gjeve opp", "2 timar", "E-post til personar", "kl.", "Hovuddatabasen"]),
                ("en", ["all of the service", "Given up", "2 hours", "Mail to people", " at ", "The primary"]),
            }
        )
        {
            using var browser = await InAsync("national-office", Role.NationalAdmin, language);
            var page = await browser.OpenAsync("/status");
            Assert.All([.. words, "status-waits"], word => Assert.Contains(word, page.Text, StringComparison.Ordinal));
            Assert.DoesNotContain("http-equiv", page.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_shows_others_what_is_about_their_own_body()
    {
        var drammen = await host.BodyAsync("contact-point-drammen");
        await EnqueueAsync("tell-body", drammen, TimeSpan.FromDays(2));
        await EnqueueAsync("page-of-another", RandomId.New(), TimeSpan.FromSeconds(-900));
        using var browser = await InAsync("contact-point-drammen", Role.Coordinator, "en");

        var page = await browser.OpenAsync("/status");

        Assert.Contains("Drammen kommune", page.Text, StringComparison.Ordinal);
        Assert.Contains("Mail that there is something new", page.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is overdue", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("page-of-another", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("PostgreSQL", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Runs by the clock", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_opens_no_page_and_HEAD_asks_for_none()
    {
        using var staff = await host.StaffAsync("link-bergen", Role.NationalAdmin);
        using var refused = await staff.GetAsync("/status", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var head = await host.Anyone.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, "/status"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
    }

    [Fact]
    public void Every_kind_of_job_is_said_in_words() =>
        Assert.All(
            Schedule
                .Names.Concat(Schedule.Events.Keys)
                .Concat(NotificationsModule.Handlers.Keys)
                .Concat(WebhooksModule.Handlers.Select(handler => handler.Key)),
            kind => Assert.True(Texts.Knows("Status", $"job-{kind}"), kind)
        );

    [Fact, Trait("Category", "Long")]
    public async Task A_standby_is_told_of_with_its_lag_to_a_role_that_may_see_it()
    {
        await using var cluster = await PrivateCluster.CreateAsync();
        await using var standby = await cluster.StandbyAsync("other-machine");
        await cluster.ExecuteAsync("create role plain login");

        // Until its first reply it has a state, but no lag.
        await Eventually.IsSoAsync(
            async () => (await DatabaseAsync(cluster.ConnectionString())).Standbys is [{ LagBytes: not null }],
            "the standby had not told how far it is"
        );
        var (primary, follower, plain) = (
            await DatabaseAsync(cluster.ConnectionString()),
            await DatabaseAsync(standby.ConnectionString()),
            await DatabaseAsync(cluster.ConnectionString().Replace("Username=matching", "Username=plain"))
        );

        var seen = Assert.Single(primary.Standbys!);
        Assert.Equal(("primary", "other-machine", "streaming"), (primary.Role, seen.Name, seen.State));
        Assert.NotNull(seen.LagBytes);
        Assert.Equal("standby", follower.Role);
        Assert.Equal(("primary", null), (plain.Role, plain.Standbys));
    }

    private static async Task<DatabaseStatus> DatabaseAsync(string connection)
    {
        var options = new DbContextOptionsBuilder<MatchingDb>().UseNpgsql(connection + ";Pooling=false").Options;
        await using var db = new MatchingDb(options);
        return await DatabaseStatus.ReadAsync(db, TestContext.Current.CancellationToken);
    }

    private async Task<Browser> InAsync(string body, Role role, string language)
    {
        using var staff = await host.StaffAsync(body, role);
        var link = new Uri((await staff.PostJsonAsync("/v1/desk/link", null)).Text("url")).AbsolutePath;
        var browser = new Browser(host, language);
        await browser.OpenAsync(link);
        await browser.SendAsync(link);
        return browser;
    }

    private static string[] Kinds(System.Text.Json.JsonElement status, string state) =>
        [.. status.GetProperty(state).EnumerateArray().Select(jobs => jobs.Text("kind"))];

    private Task<int> EnqueueAsync(string kind, Guid? body, TimeSpan since) =>
        host.WithDbAsync(async db =>
        {
            await db.EnqueueAsync(kind, body, host.Clock.GetUtcNow() + since, default);
            return 0;
        });
}
