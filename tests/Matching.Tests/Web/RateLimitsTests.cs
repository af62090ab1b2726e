using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
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

    /// <summary>One call a second for everyone together and for each key, four at once.</summary>
    public sealed class TightHost : TestHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Limits:EveryonePerSecond"] = "1",
                ["Limits:PerKeyPerSecond"] = "1",
                ["Limits:BurstSeconds"] = "4",
            };
    }
}
