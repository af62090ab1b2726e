using System;
using System.Linq;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Tests.Support;
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

    private static string[] Kinds(System.Text.Json.JsonElement status, string state) =>
        [.. status.GetProperty(state).EnumerateArray().Select(jobs => jobs.Text("kind"))];

    private Task<int> EnqueueAsync(string kind, Guid body, TimeSpan since) =>
        host.WithDbAsync(async db =>
        {
            await db.EnqueueAsync(kind, body, host.Clock.GetUtcNow() + since, default);
            return 0;
        });
}
