using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

public sealed class RateLimitsTests(RateLimitsTests.TightHost host) : IClassFixture<RateLimitsTests.TightHost>
{
    [Fact]
    public async Task A_flood_is_refused_with_when_to_come_back_and_neither_keys_nor_health_suffer()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add(await host.Anyone.GetAsync("/v1/consents/current", TestContext.Current.CancellationToken));
        }

        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        Assert.Equal("\"everyone\";q=4;w=4", answers[0].Headers.GetValues("RateLimit-Policy").Single());
        var refused = answers.Where(answer => !answer.IsSuccessStatusCode).ToList();
        Assert.InRange(refused.Count, 10, 19);
        foreach (var answer in refused)
        {
            Assert.Equal("too-many-requests", (await Json.ReadAsync(answer, HttpStatusCode.TooManyRequests)).Code());
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal("\"everyone\";r=0;t=1", answer.Headers.GetValues("RateLimit").Single());
            Assert.Contains("nosniff", answer.Headers.GetValues("X-Content-Type-Options"));
        }

        // Who answers for people, and who watches over the service, is let in all the same.
        using var atTheDesk = await staff.GetAsync("/v1/desk/cases", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, atTheDesk.StatusCode);
        Assert.StartsWith("\"key\";", atTheDesk.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var health = await host.Anyone.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
    }

    [Fact]
    public async Task One_key_that_asks_too_much_does_not_stop_another()
    {
        var (busy, calm) = (
            await host.StaffAsync("contact-point-drammen"),
            await host.StaffAsync("contact-point-drammen")
        );
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await busy.GetAsync("/v1/desk/cases", TestContext.Current.CancellationToken);
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        await calm.GetJsonAsync("/v1/desk/cases");
    }

    [Fact]
    public async Task One_site_whose_pages_ask_too_much_stops_neither_another_nor_those_without_one()
    {
        var ct = TestContext.Current.CancellationToken;
        var admin = await host.StaffAsync("national-office", Role.NationalAdmin);
        foreach (var name in new[] { "busy", "calm" })
        {
            await admin.PostJsonAsync(
                "/v1/sites",
                new
                {
                    name,
                    body = await host.BodyAsync("link-bergen"),
                    origins = new[] { $"https://{name}.example.org", $"https://www.{name}.example.org" },
                }
            );
        }

        // What is known of sites may be a second old.
        await Eventually.IsSoAsync(
            async () => (await AskAsync("https://www.calm.example.org")).IsSuccessStatusCode,
            "the site is not known"
        );
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            var www = i % 2 == 0 ? "www." : "";
            using var answer = await AskAsync($"https://{www}busy.example.org");
            Assert.Equal("\"site\";q=4;w=4", answer.Headers.GetValues("RateLimit-Policy").Single());
            statuses.Add(answer.StatusCode);
        }

        Assert.InRange(statuses.Count(status => status == HttpStatusCode.TooManyRequests), 10, 19);
        using var other = await AskAsync("https://calm.example.org");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await admin.GetJsonAsync("/v1/sites");

        async Task<HttpResponseMessage> AskAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/consents/current");
            request.Headers.Add("Origin", origin);
            return await host.Anyone.SendAsync(request, ct);
        }
    }

    /// <summary>
    /// One call a second for everyone together, for each key and for each site, four at once.
    /// </summary>
    public sealed class TightHost : TestHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Limits:EveryonePerSecond"] = "1",
                ["Limits:PerKeyPerSecond"] = "1",
                ["Limits:PerSitePerSecond"] = "1",
                ["Limits:BurstSeconds"] = "4",
            };
    }
}
