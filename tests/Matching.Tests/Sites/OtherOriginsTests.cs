using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Sites;

public sealed class OtherOriginsTests(OtherOriginsTests.Host host) : IClassFixture<OtherOriginsTests.Host>
{
    private static readonly (string Name, string Value)[] AsksToPost =
    [
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type"),
    ];

    public static TheoryData<string> Names => [.. HostileOrigins.All.Keys];

    [Fact]
    public void There_are_forty_hostile_ones_at_least() => Assert.InRange(HostileOrigins.All.Count, 40, 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_origin_is_refused_before_anything_is_done_and_told_nothing(string name)
    {
        var origin = HostileOrigins.All[name];
        var before = await host.InterestsAsync();

        foreach (
            var (method, path) in new[]
            {
                ("GET", "/v1/topics"),
                ("GET", "/v1/nothing"),
                ("POST", "/v1/groups/search"),
                ("POST", "/v1/interests"),
                ("GET", "/swagger/v1/swagger.json"),
                ("OPTIONS", "/v1/topics/search"),
                ("OPTIONS", "/v1/interests"),
            }
        )
        {
            using var answer = await host.FromAsync(origin, method, path);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True((int)answer.StatusCode == 403, $"{method} {path}: {(int)answer.StatusCode} {text}");
            Assert.Contains("\"code\":\"origin-not-registered\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("evil", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(
                answer.Headers,
                header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal)
            );
        }

        Assert.Equal(before, await host.InterestsAsync());
    }

    [Fact]
    public async Task Two_origins_in_two_lines_are_refused_though_each_alone_were_good()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/topics");
        request.Headers.TryAddWithoutValidation("Origin", [HostileOrigins.Registered, HostileOrigins.Punycode]);
        using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/topics")]
    [InlineData("GET", "/v1/places?q=drammen")]
    [InlineData("GET", "/v1/groups?limit=1")]
    [InlineData("GET", "/v1/responsible?place=municipality:3301")]
    [InlineData("GET", "/v1/bodies?limit=1")]
    [InlineData("GET", "/v1/consents/current")]
    [InlineData("GET", "/v1/help-lines")]
    [InlineData("POST", "/v1/topics/search")]
    [InlineData("POST", "/v1/groups/search")]
    [InlineData("POST", "/v1/places/search")]
    public async Task A_page_of_a_registered_site_reads_what_anyone_may_read_and_sends_nothing_of_its_own(
        string method,
        string path
    )
    {
        foreach (var origin in new[] { HostileOrigins.Registered, HostileOrigins.Punycode })
        {
            using var answer = await host.FromAsync(
                origin,
                method,
                path,
                path.Contains("places") ? "{\"q\":\"x\"}" : "{}"
            );

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(origin, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Contains("Origin", answer.Headers.Vary);
            Assert.Contains("ETag", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        using var server = await host.FromAsync(null, method, path, path.Contains("places") ? "{\"q\":\"x\"}" : "{}");
        Assert.Equal(HttpStatusCode.OK, server.StatusCode);
        Assert.Contains("Origin", server.Headers.Vary);
        Assert.False(server.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task What_goes_wrong_is_read_too()
    {
        using var answer = await host.FromAsync(HostileOrigins.Registered, "GET", "/v1/topics?no=1");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HostileOrigins.Registered, Header(answer, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("POST", "/v1/interests")]
    [InlineData("OPTIONS", "/v1/interests")]
    [InlineData("GET", "/v1/interest")]
    [InlineData("OPTIONS", "/v1/interest")]
    [InlineData("DELETE", "/v1/interest")]
    [InlineData("GET", "/v1/desk/cases")]
    [InlineData("POST", "/v1/keys")]
    [InlineData("OPTIONS", "/v1/keys")]
    [InlineData("GET", "/v1/sites")]
    [InlineData("GET", "/status")]
    [InlineData("POST", "/waiting/end")]
    [InlineData("GET", "/links/00")]
    [InlineData("POST", "/links/00")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/swagger/v1/swagger.json")]
    public async Task Nothing_else_is_open_to_it(string method, string path)
    {
        using var staff = await host.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        foreach (var client in new[] { host.Anyone, staff })
        {
            using var answer = await host.FromAsync(HostileOrigins.Registered, method, path, client: client);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain(
                answer.Headers,
                header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_browser_that_asks_first_is_told_what_it_may_and_for_how_long()
    {
        using var answer = await host.FromAsync(HostileOrigins.Registered, "OPTIONS", "/v1/groups/search");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(HostileOrigins.Registered, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains(
            "content-type",
            Header(answer, "Access-Control-Allow-Headers"),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal("600", Header(answer, "Access-Control-Max-Age"));
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    public async Task Our_own_pages_and_programs_go_on_as_before(string own)
    {
        using var answer = await host.FromAsync(own, "POST", "/v1/interests", Host.Interest);
        using var server = await host.FromAsync(null, "POST", "/v1/interests", Host.Interest);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.Created, server.StatusCode);
    }

    [Fact]
    public async Task What_is_registered_and_taken_away_counts_within_seconds_at_every_instance()
    {
        await using var second = TestHost.Configure(host.ConnectionString, host.Clock);
        await second.StartAsync(TestContext.Current.CancellationToken);
        using var there = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(second.Urls.Single()) };
        using var admin = await host.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        const string Origin = "https://comes-and-goes.example.org";
        var seconds = TimeSpan.FromSeconds(10);

        Assert.True(await StatusesAsync() is [403, 403]);
        var site = await admin.PostJsonAsync("/v1/sites", new { name = "Comes and goes", origins = new[] { Origin } });
        var came = await Eventually.IsSoAsync(async () => await StatusesAsync() is [200, 200], "not known", seconds);
        await admin.DeleteJsonAsync($"/v1/sites/{site.Id()}");
        var went = await Eventually.IsSoAsync(async () => await StatusesAsync() is [403, 403], "still known", seconds);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"a site known at two instances after {came.TotalSeconds:F1} s, forgotten after {went.TotalSeconds:F1} s"
        );

        async Task<int[]> StatusesAsync()
        {
            var statuses = new List<int>();
            foreach (var client in new[] { host.Anyone, there })
            {
                using var answer = await host.FromAsync(Origin, "GET", "/v1/topics", client: client);
                statuses.Add((int)answer.StatusCode);
            }

            return [.. statuses];
        }
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    /// <summary>A host with one site.</summary>
    public sealed class Host : TestHost, IAsyncLifetime
    {
        // Browsers send ASCII alone; who is no browser sends what she likes.
        private HttpClient? _letters;

        /// <summary>A good registration.</summary>
        public const string Interest = """{"place":"municipality:3301","consent":"2026-11"}""";

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            _letters = new HttpClient(
                new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }
            )
            {
                BaseAddress = Address,
            };
            using var admin = await StaffAsync("contact-point-drammen", Role.BodyAdmin);
            await admin.PostJsonAsync(
                "/v1/sites",
                new { name = "Kommunens sider", origins = new[] { HostileOrigins.Registered, HostileOrigins.Punycode } }
            );
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            _letters?.Dispose();
            await DisposeAsync();
        }

        public Task<int> InterestsAsync() => WithDbAsync(db => db.Interests.CountAsync());

        /// <summary>Calls as a page at an origin would; null: as a program.</summary>
        public async Task<HttpResponseMessage> FromAsync(
            string? origin,
            string method,
            string path,
            string? body = null,
            HttpClient? client = null
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (origin is not null)
            {
                Assert.True(request.Headers.TryAddWithoutValidation("Origin", origin));
            }

            if (method == "POST")
            {
                request.Content = new StringContent(body ?? Interest, System.Text.Encoding.UTF8, "application/json");
            }

            foreach (var (name, value) in method == "OPTIONS" ? AsksToPost : [])
            {
                request.Headers.Add(name, value);
            }

            return await (client ?? _letters!).SendAsync(request, TestContext.Current.CancellationToken);
        }
    }
}
