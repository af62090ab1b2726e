using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Matching.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Web;

public sealed class HttpConventionsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Every_answer_tells_the_limit_and_what_is_left_even_one_that_failed()
    {
        using var good = await host.Anyone.GetAsync("/v1/consents/current", TestContext.Current.CancellationToken);
        using var bad = await host.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", "{");

        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.All(
            [good, bad],
            answer =>
            {
                Assert.Matches("^\"everyone\";q=[0-9]+;w=[0-9]+$", Header(answer, "RateLimit-Policy"));
                Assert.Matches("^\"everyone\";r=[0-9]+;t=[0-9]+$", Header(answer, "RateLimit"));
            }
        );
    }

    [Theory]
    [InlineData("/v1/interests", false, HttpStatusCode.RequestEntityTooLarge, "too-large")]
    [InlineData("/v1/interests", true, HttpStatusCode.RequestEntityTooLarge, "too-large")]
    [InlineData("/v1/groups", false, HttpStatusCode.Unauthorized, "unauthenticated")]
    [InlineData("/v1/groups", true, HttpStatusCode.Unauthorized, "unauthenticated")]
    public async Task Who_sends_too_much_always_reads_why_though_still_sending(
        string path,
        bool chunked,
        HttpStatusCode status,
        string code
    )
    {
        const int Rounds = 100;
        var body = new byte[1 << 20];
        Array.Fill(body, (byte)' ');
        for (var i = 0; i < Rounds; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TransferEncodingChunked = chunked;
            using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(code, (await Json.ReadAsync(answer, status)).Code());
        }
    }

    [Fact]
    public async Task A_creating_call_of_staff_is_done_once_by_its_key()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var group = new { name = "G", meeting = new { form = "in-person", municipality = "3301" } };
        using var first = await PostAsync(staff, "/v1/groups", group, "groups 1");
        using var again = await PostAsync(staff, "/v1/groups", group, "groups 1");
        using var other = await PostAsync(staff, "/v1/groups", group with { name = "H" }, "groups 1");
        using var stranger = await PostAsync(
            await host.StaffAsync("contact-point-drammen"),
            "/v1/groups",
            group,
            "groups 1"
        );

        var id = (await Json.ReadAsync(first, HttpStatusCode.Created)).Id();
        Assert.Equal(id, (await Json.ReadAsync(again, HttpStatusCode.Created)).Id());
        Assert.Equal("true", Header(again, "Idempotent-Replayed"));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.NotNull(again.Headers.Location);
        Assert.Equal(
            "idempotency-key-reused",
            (await Json.ReadAsync(other, HttpStatusCode.UnprocessableEntity)).Code()
        );
        Assert.NotEqual(id, (await Json.ReadAsync(stranger, HttpStatusCode.Created)).Id());
    }

    [Fact]
    public async Task A_repeat_tells_nothing_of_what_was_withdrawn_meanwhile()
    {
        var (key, form) = (
            Database.RandomId.New().ToString(),
            new { place = "municipality:3301", consent = "2026-11" }
        );
        using var first = await PostAsync(host.Anyone, "/v1/interests", form, key);
        var receipt = (await Json.ReadAsync(first, HttpStatusCode.Created)).Text("receipt");
        using (var person = host.Person(receipt))
        {
            await person.DeleteJsonAsync("/v1/interest");
        }

        using var again = await PostAsync(host.Anyone, "/v1/interests", form, key);

        Assert.NotEqual(receipt, (await Json.ReadAsync(again, HttpStatusCode.Created)).Text("receipt"));
        Assert.False(again.Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task Of_eight_same_calls_at_once_one_counts()
    {
        var staff = await host.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        var key = new
        {
            body = await host.BodyAsync("contact-point-drammen"),
            role = "coordinator",
            name = "eight at once",
        };
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => PostAsync(staff, "/v1/keys", key, "keys 1"))
        );

        Assert.All(
            answers,
            answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict })
        );
        Assert.Equal(1, await host.WithDbAsync(db => db.ApiKeys.CountAsync(row => row.Name == "eight at once")));
    }

    [Fact]
    public async Task A_call_that_was_refused_may_be_tried_again_with_its_key()
    {
        var staff = await host.StaffAsync("contact-point-drammen");
        var (wrong, right) = (
            new { name = "G", meeting = new { form = "in-person", municipality = "9999" } },
            new { name = "G", meeting = new { form = "in-person", municipality = "3301" } }
        );

        Assert.Equal(
            "place-unknown",
            (
                await Json.ReadAsync(
                    await PostAsync(staff, "/v1/groups", wrong, "again"),
                    HttpStatusCode.UnprocessableEntity
                )
            ).Code()
        );
        await Json.ReadAsync(await PostAsync(staff, "/v1/groups", right, "again"), HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_call_that_is_given_up_says_so_in_every_answer_and_in_the_document()
    {
        await using var app = TestHost.Configure(host.ConnectionString, host.Clock);
        app.MapGet("/v1/old/{fails}", (bool fails) => fails ? throw new TimeoutException() : Results.Ok())
            .WithName("Old")
            .Deprecated(new DateOnly(2026, 11, 1), new DateOnly(2027, 5, 1), "/v2/new")
            .AllowAnonymous();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.Single()) };

        foreach (var (path, status) in new[] { ("false", 200), ("true", 503), ("neither", 400) })
        {
            using var answer = await client.GetAsync("/v1/old/" + path, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("@1793491200", Header(answer, "Deprecation"));
            Assert.Equal("Sat, 01 May 2027 00:00:00 GMT", Header(answer, "Sunset"));
            Assert.Equal("</v2/new>; rel=\"successor-version\"", Header(answer, "Link"));
        }

        var document = await client.GetJsonAsync("/swagger/v1/swagger.json");
        var given = document
            .GetProperty("paths")
            .EnumerateObject()
            .Where(path => path.Value.EnumerateObject().Any(call => call.Value.TryGetProperty("deprecated", out _)));
        Assert.Equal("/v1/old/{fails}", Assert.Single(given).Name);
        using var other = await client.GetAsync("/v1/topics", TestContext.Current.CancellationToken);
        Assert.Equal("", Header(other, "Deprecation"));
    }

    [Fact]
    public async Task It_is_alive_and_ready()
    {
        await AssertStatusAsync("/health/live", HttpStatusCode.OK);
        await AssertStatusAsync("/health/ready", HttpStatusCode.OK);

        async Task AssertStatusAsync(string path, HttpStatusCode expected)
        {
            using var answer = await host.Anyone.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Without_its_database_it_is_alive_but_not_ready_and_every_call_is_a_503()
    {
        await using var app = TestHost.Configure(
            "Host=127.0.0.1;Port=1;Username=none;Database=none;Timeout=2;Pooling=false",
            new ManualClock()
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.Single()) };

        using var live = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal("unavailable", (await Json.ReadAsync(ready, HttpStatusCode.ServiceUnavailable)).Code());

        var form = JsonContent.Create(new { place = "municipality:3301", consent = "2026-11" });
        var withKey = new HttpRequestMessage(HttpMethod.Get, "/v1/desk/cases");
        withKey.Headers.Authorization = new("Bearer", "mk_none");
        var withReceipt = new HttpRequestMessage(HttpMethod.Get, "/v1/interest");
        withReceipt.Headers.Authorization = new("Receipt", "0000-0000-0000-0000-0000-0000-0000");
        HttpRequestMessage[] calls =
        [
            new(HttpMethod.Get, "/v1/topics"),
            new(HttpMethod.Post, "/v1/interests") { Content = form },
            withKey,
            withReceipt,
        ];
        foreach (var call in calls)
        {
            using var answer = await client.SendAsync(call, TestContext.Current.CancellationToken);
            Assert.Equal("unavailable", (await Json.ReadAsync(answer, HttpStatusCode.ServiceUnavailable)).Code());
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        }
    }

    [Fact]
    public async Task Texts_come_in_the_language_asked_for()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in new[] { "nb", "nn", "en" })
        {
            texts[language] = await BecauseAsync(language);
        }

        Assert.Equal(3, texts.Values.Distinct().Count());
        Assert.Equal(texts["nb"], await BecauseAsync("no"));
        Assert.Equal(texts["nb"], await BecauseAsync("fr"));
        Assert.Equal(texts["nb"], await BecauseAsync(""));
        Assert.Equal(texts["nb"], await BecauseAsync(";;;q=x,,"));
        Assert.Equal(texts["en"], await BecauseAsync("en-GB,nb;q=0.5"));
        Assert.Equal(texts["nn"], await BecauseAsync("en;q=0.1,nn-NO;q=0.9,fr"));
    }

    [Fact]
    public async Task What_is_private_is_so_however_its_address_is_written()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        foreach (var address in new[] { "/v1/desk/cases", "/V1/Desk/cases" })
        {
            using var read = await staff.GetAsync(address, TestContext.Current.CancellationToken);
            using var head = await staff.SendAsync(
                new(HttpMethod.Head, address),
                TestContext.Current.CancellationToken
            );

            Assert.Null(read.Headers.ETag);
            Assert.True(read.Headers.CacheControl!.NoStore);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        }

        using var page = await host.Anyone.GetAsync("/WAITING", TestContext.Current.CancellationToken);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        using var other = await host.Anyone.SendTextAsync(
            HttpMethod.Post,
            "/LINKS/0",
            "",
            ("Sec-Fetch-Site", "cross-site")
        );
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task A_condition_for_writing_hinders_no_reading()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/consents/current");
        request.Headers.TryAddWithoutValidation("If-Match", "\"other\"");
        using var answer = await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_HEAD_is_a_GET_without_its_body()
    {
        using var get = await host.Anyone.GetAsync("/v1/topics", TestContext.Current.CancellationToken);
        using var head = await host.Anyone.SendAsync(
            new(HttpMethod.Head, "/v1/topics"),
            TestContext.Current.CancellationToken
        );
        using var missing = await host.Anyone.SendAsync(
            new(HttpMethod.Head, "/v1/nothing"),
            TestContext.Current.CancellationToken
        );
        using var desk = await host.Anyone.SendAsync(
            new(HttpMethod.Head, "/v1/desk/cases"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        // What is read there counts as read, so nobody looks without seeing.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, desk.StatusCode);
        foreach (var answer in new[] { head, missing, desk })
        {
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        }
    }

    [Theory]
    [InlineData("OPTIONS", "/v1/topics", "GET")]
    [InlineData("DELETE", "/v1/interests", "POST")]
    [InlineData("POST", "/v1/interest", "DELETE, GET, PUT")]
    public async Task A_method_that_an_address_does_not_take_is_a_405_that_says_which_it_takes(
        string method,
        string path,
        string allowed
    )
    {
        using var answer = await host.Anyone.SendAsync(
            new(new HttpMethod(method), path),
            TestContext.Current.CancellationToken
        );

        Assert.Equal("method-not-allowed", (await Json.ReadAsync(answer, HttpStatusCode.MethodNotAllowed)).Code());
        Assert.Equal(allowed.Split(", "), answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_404_without_a_key_too() =>
        Assert.Equal("not-found", (await host.Anyone.GetJsonAsync("/v1/desk/nothing", HttpStatusCode.NotFound)).Code());

    [Fact]
    public async Task Every_route_that_does_not_say_that_anyone_may_call_it_needs_a_key()
    {
        var routes = (
            from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            where !Pages.IsPage("/" + endpoint.RoutePattern.RawText!.TrimStart('/')) // cookies, and pages
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select (
                Method: method,
                Path: string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => Segment(segment.Parts[0])))
            )
        ).ToList();

        Assert.True(routes.Count > 20, $"{routes.Count} routes");
        foreach (var (method, path) in routes)
        {
            using var answer = await host.Anyone.SendTextAsync(new HttpMethod(method), "/" + path, "{}");
            var problem = await Json.ReadAsync(answer, HttpStatusCode.Unauthorized);
            Assert.Equal("unauthenticated", problem.Code());
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.NotNull(await host.Get<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync());

        static string Segment(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) =>
            part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                ? literal.Content
                : "11111111-1111-4111-8111-111111111111";
    }

    [Fact]
    public async Task A_key_that_was_taken_away_or_has_expired_opens_nothing()
    {
        var admin = await host.StaffAsync("contact-point-drammen", Role.BodyAdmin);
        var issued = await admin.PostJsonAsync(
            "/v1/keys",
            new
            {
                body = await host.BodyAsync("contact-point-drammen"),
                role = "coordinator",
                name = "k",
                days = 1,
            }
        );
        using var staff = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        staff.DefaultRequestHeaders.Authorization = new("Bearer", issued.Text("key"));
        await staff.GetJsonAsync("/v1/desk/cases");
        try
        {
            host.Clock.Advance(TimeSpan.FromDays(2));
            await staff.GetJsonAsync("/v1/desk/cases", HttpStatusCode.Unauthorized);
        }
        finally
        {
            host.Clock.Advance(TimeSpan.FromDays(-2));
        }

        await staff.GetJsonAsync("/v1/desk/cases");
        await admin.DeleteJsonAsync($"/v1/keys/{issued.Id()}");
        await staff.GetJsonAsync("/v1/desk/cases", HttpStatusCode.Unauthorized);
    }

    private async Task<string> BecauseAsync(string language)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/responsible?place=municipality:3301");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        var answer = await Json.ReadAsync(
            await host.Anyone.SendAsync(request, TestContext.Current.CancellationToken),
            HttpStatusCode.OK
        );
        return answer.GetProperty("because").Text("text");
    }

    private static Task<HttpResponseMessage> PostAsync<T>(HttpClient client, string path, T body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
}
