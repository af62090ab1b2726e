using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>What an answer says to browsers beside what was asked, and what none says, whatever its status.</summary>
public sealed class SecurityHeadersTests(SecurityHeadersTests.Host host) : IClassFixture<SecurityHeadersTests.Host>
{
    private const string Inside = "the inside of the service";

    // What tells who made it, or how it failed.
    private static readonly string[] Telling =
    [
        "Server",
        "X-Powered-By",
        "X-AspNet-Version",
        "X-AspNetMvc-Version",
        "Via",
        "X-SourceFiles",
    ];

    public static TheoryData<string, string, int> Calls =>
        new()
        {
            { "GET", "/v1/topics", 200 },
            { "HEAD", "/v1/topics", 200 },
            { "GET", "/v1/topics#again", 304 },
            { "POST", "/v1/interests#good", 201 },
            { "GET", "/health/live", 200 },
            { "GET", BrowserFiles.Address("pages.css"), 200 },
            { "GET", "/swagger/index.html", 200 },
            { "GET", "/swagger/v1/swagger.json", 200 },
            { "GET", "/v1/topics?no=1", 400 },
            { "POST", "/v1/interests#torn", 400 },
            { "POST", "/v1/interests#deep", 400 },
            { "GET", "/v1/desk/cases", 401 },
            { "GET", "/waiting", 401 },
            { "GET", "/v1/topics#elsewhere", 403 },
            { "GET", "/v1/nothing", 404 },
            { "GET", "/nothing", 404 },
            { "GET", "/links/0", 404 },
            { "DELETE", "/v1/topics", 405 },
            { "TRACE", "/v1/topics", 405 },
            { "PUT", "/links/0", 405 },
            { "POST", "/v1/interests#large", 413 },
            { "GET", "/v1/topics?q=#long", 414 },
            { "POST", "/v1/interests#xml", 415 },
            { "POST", "/v1/interests#gzip", 415 },
            { "GET", "/v1/topics#headers", 431 },
            { "GET", "/v1/throws", 500 },
            { "GET", "/links/throws", 500 },
            { "GET", "/v1/times-out", 503 },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_answer_says_what_browsers_may_do_with_it_and_nothing_of_the_inside(
        string method,
        string path,
        int status
    )
    {
        using var answer = await host.SendAsync(method, path);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.StartsWith("default-src ", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.StartsWith("max-age=", Header(answer, "Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.NotEqual("", Header(answer, "Cache-Control"));
        Assert.All(Telling, name => Assert.Equal("", Header(answer, name)));
        Assert.Equal("", Header(answer, "Set-Cookie"));
        foreach (var told in new[] { Inside, "Exception", "   at ", "Kestrel", "ASP.NET", ".NET/", "10.0." })
        {
            Assert.DoesNotContain(told, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task By_http_alone_no_browser_is_told_to_insist_on_TLS()
    {
        await using var app = TestHost.Configure(host.ConnectionString, host.Clock);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.Single()) };
        using var answer = await client.GetAsync("/v1/topics", TestContext.Current.CancellationToken);

        Assert.Equal("", Header(answer, "Strict-Transport-Security"));
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    /// <summary>The service at an address of its own by https, with two routes that fail.</summary>
    public sealed class Host : TestHost, IAsyncLifetime
    {
        private WebApplication? _app;
        private HttpClient? _client;
        private string? _tag;

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            _app = Configure(ConnectionString, Clock, [new("PublicUrl", "https://matching.example.org")]);
            _app.MapGet("/v1/throws", IResult () => throw new InvalidOperationException(Inside)).AllowAnonymous();
            _app.MapGet("/links/throws", IResult () => throw new InvalidOperationException(Inside)).AllowAnonymous();
            _app.MapGet("/v1/times-out", IResult () => throw new TimeoutException(Inside)).AllowAnonymous();
            await _app.StartAsync();
            _client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(_app.Urls.Single()) };
            using var topics = await _client.GetAsync("/v1/topics");
            _tag = topics.Headers.ETag!.ToString();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            _client?.Dispose();
            await _app!.DisposeAsync();
            await DisposeAsync();
        }

        /// <param name="path">After a # stands what is particular about it.</param>
        public Task<HttpResponseMessage> SendAsync(string method, string path)
        {
            var (address, how) = path.Split('#') is [var plain, var said] ? (plain, said) : (path, "");
            var request = new HttpRequestMessage(
                new HttpMethod(method),
                address + (how == "long" ? new string('a', HttpEdges.LongestAddress) : "")
            );
            request.Headers.TryAddWithoutValidation(
                how switch
                {
                    "again" => "If-None-Match",
                    "elsewhere" => "Origin",
                    _ => "X-Other",
                },
                how switch
                {
                    "again" => _tag,
                    "elsewhere" => "https://evil.example",
                    "headers" => new string('a', HttpEdges.LargestHeaders),
                    _ => "x",
                }
            );
            if (method == "POST")
            {
                request.Content = new StringContent(
                    how switch
                    {
                        "good" => """{"place":"municipality:3301","consent":"2026-11"}""",
                        "large" => new string(' ', HttpEdges.LargestBody + 1),
                        "deep" => string.Concat(Enumerable.Repeat("[", 20)),
                        _ => "{",
                    },
                    Encoding.UTF8,
                    how == "xml" ? "application/xml" : "application/json"
                );
                if (how == "gzip")
                {
                    request.Content.Headers.ContentEncoding.Add("gzip");
                }
            }

            return _client!.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }
}
