using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Groups;
using Matching.Sites;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Sites;

public sealed class SiteCountsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task A_month_that_is_over_is_told_in_rounded_numbers_and_small_ones_not_at_all()
    {
        host.Clock.Set("2026-11-30T22:58:00Z");
        var many = await RegisterAsync("https://many.example.org");
        var few = await RegisterAsync("https://few.example.org");
        var trial = await RegisterAsync("https://trial.example.org", test: true);
        await SearchAsync("https://many.example.org", 13);
        await SearchAsync("https://few.example.org", 9);
        await SearchAsync("https://trial.example.org", 12);
        await OpenFormAsync("https://many.example.org", 10);
        await OpenFormAsync("https://nobody.example.org", 20);
        // What is read further, or beside what is of a topic, is no search of its own, and what nobody's page asks is
        // nobody's.
        await PageOnAsync("https://few.example.org");
        await host.Anyone.PostJsonAsync("/v1/groups/search", new { }, HttpStatusCode.OK);
        await WriteAsync();

        // In Oslo it is December.
        host.Clock.Set("2026-11-30T23:01:00Z");
        await SearchAsync("https://few.example.org", 41);
        await WriteAsync();
        await WriteAsync();
        Assert.Empty(await MonthsAsync(many));
        Assert.Empty(await MonthsAsync(few));

        host.Clock.Set("2026-12-02T08:00:00Z");
        Assert.Equal(["2026-11: 15, 10"], await MonthsAsync(many));
        Assert.Equal(["2026-11: -, -"], await MonthsAsync(few));
        Assert.Equal(["2026-11: -, -"], await MonthsAsync(trial));

        host.Clock.Set("2027-02-02T08:00:00Z");
        Assert.Equal(["2027-01: -, -", "2026-12: 40, -", "2026-11: -, -"], await MonthsAsync(few));

        host.Clock.Set("2029-02-02T08:00:00Z");
        await WriteAsync();
        Assert.Equal(24, (await MonthsAsync(few)).Length);
        Assert.Empty(await RowsAsync(many));
        host.Clock.Set("2026-11-21T09:00:00Z");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(9, null)]
    [InlineData(10, 10)]
    [InlineData(12, 10)]
    [InlineData(13, 15)]
    [InlineData(17, 15)]
    [InlineData(18, 20)]
    public void What_is_shown_is_rounded_to_the_nearest_five(int number, int? shown) =>
        Assert.Equal(shown, ReadSiteCounts.Shown(number));

    [Fact]
    public async Task What_was_counted_goes_with_its_site()
    {
        var site = await RegisterAsync("https://goes.example.org");
        await SearchAsync("https://goes.example.org", 3);
        await WriteAsync();
        await SearchAsync("https://goes.example.org", 3);
        Assert.Equal([3], await RowsAsync(site));

        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        await admin.DeleteJsonAsync($"/v1/sites/{site}");
        await WriteAsync();
        Assert.Empty(await RowsAsync(site));
    }

    [Fact]
    public async Task An_instance_that_ends_writes_what_it_has()
    {
        var site = await RegisterAsync("https://ends.example.org");
        await using (var second = TestHost.Configure(host.ConnectionString, host.Clock))
        {
            await second.StartAsync(TestContext.Current.CancellationToken);
            using var there = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(second.Urls.Single()) };
            await SearchAsync("https://ends.example.org", 4, there);
            await second.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([4], await RowsAsync(site));
    }

    private async Task<Guid> RegisterAsync(string origin, bool test = false)
    {
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        var form = new
        {
            name = "A",
            origins = new[] { origin },
            test,
        };
        return (await admin.PostJsonAsync("/v1/sites", form)).Id();
    }

    private async Task SearchAsync(string origin, int times, HttpClient? client = null)
    {
        // A site is known within seconds.
        await Eventually.IsSoAsync(
            async () =>
            {
                using var topics = Request(origin, HttpMethod.Get, "/v1/topics", null);
                return (
                        await (client ?? host.Anyone).SendAsync(topics, TestContext.Current.CancellationToken)
                    ).StatusCode == HttpStatusCode.OK;
            },
            "it is not known"
        );
        for (var i = 0; i < times; i++)
        {
            using var request = Request(origin, HttpMethod.Post, "/v1/groups/search", "{}");
            using var answer = await (client ?? host.Anyone).SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private async Task PageOnAsync(string origin)
    {
        await host.WithDbAsync(db =>
            DemonstrationGroups.AddAsync(db, host.Clock, TestContext.Current.CancellationToken)
        );
        var first = await host.Anyone.PostJsonAsync("/v1/groups/search", new { limit = 1 }, HttpStatusCode.OK);
        var cursor = JsonSerializer.Serialize(new { limit = 1, cursor = first.Text("nextCursor") });
        foreach (var body in new[] { cursor, """{ "topic": ["across-topics"] }""" })
        {
            using var request = Request(origin, HttpMethod.Post, "/v1/groups/search", body);
            using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    // As the form's page does.
    private async Task OpenFormAsync(string origin, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await host.InScopeAsync(async services =>
            {
                var http = new DefaultHttpContext { RequestServices = services };
                http.Request.Headers.Origin = origin;
                await SiteCounts.CountAsync(http, SiteAct.Opening);
                return 0;
            });
        }
    }

    private Task<int> WriteAsync() =>
        host.WithDbAsync(async db =>
        {
            await host.Get<SiteCounts>().WriteAsync(db, TestContext.Current.CancellationToken);
            return 0;
        });

    private Task<List<int>> RowsAsync(Guid site) =>
        host.AsOwnerAsync(db =>
            db.Database.SqlQuery<int>($"""select number as "Value" from site_counts where site = {site}""")
                .ToListAsync()
        );

    private async Task<string[]> MonthsAsync(Guid site)
    {
        // Keys do not last as long as counts.
        using var admin = await host.StaffAsync(Drammen, Role.BodyAdmin);
        return
        [
            .. (await admin.GetJsonAsync($"/v1/sites/{site}/counts"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(month => $"{month.Text("month")}: {Number(month, "searches")}, {Number(month, "openings")}"),
        ];
    }

    private static string Number(JsonElement month, string name) =>
        month.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.ToString() : "-";

    private static HttpRequestMessage Request(string origin, HttpMethod method, string path, string? body)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", origin);
        return request;
    }
}
