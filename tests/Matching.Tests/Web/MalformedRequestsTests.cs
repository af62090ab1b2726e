using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Web;

public sealed class MalformedRequestsTests(MalformedRequestsTests.Host host)
    : IClassFixture<MalformedRequestsTests.Host>
{
    // What only an answer that leaks its inside would hold.
    private static readonly string[] Inside =
    [
        "Exception",
        "System.",
        "Npgsql",
        "   at ",
        "stack",
        ".cs:line",
        "LineNumber",
        "BytePosition",
        "traceId",
        "Matching.Registration",
        "postgres",
    ];

    public static TheoryData<string> Names => [.. MalformedRequests.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_refused_by_code_and_field_and_nothing_is_stored_or_repeated(string name)
    {
        var malformed = MalformedRequests.All[name];
        var before = await host.RowsAsync();

        using var answer = await host.SendAsync(malformed);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(
            (int)answer.StatusCode == malformed.Status,
            $"expected {malformed.Status}, got {(int)answer.StatusCode}: {text}"
        );
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(malformed.Code, problem.Code());
        Assert.Equal(malformed.Status, problem.GetProperty("status").GetInt32());
        Assert.Equal(malformed.Fields.Order(StringComparer.Ordinal), Fields(problem).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(MalformedRequests.Marker, text, StringComparison.OrdinalIgnoreCase);
        Assert.All(Inside, inside => Assert.DoesNotContain(inside, text, StringComparison.Ordinal));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Contains("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("no-store", Header(answer, "Cache-Control"), StringComparison.Ordinal);
        Assert.Equal(before, await host.RowsAsync());
    }

    [Fact]
    public void There_are_more_than_sixty_of_them() => Assert.InRange(MalformedRequests.All.Count, 60, 1000);

    [Fact]
    public async Task A_postal_code_without_municipality_comes_with_what_could_be_chosen_instead()
    {
        using var answer = await host.SendAsync(MalformedRequests.All["a postal code whose municipality is not known"]);
        var problem = JsonSerializer.Deserialize<JsonElement>(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );

        // 1305 is in Bærum, and so are the postal codes around it.
        Assert.Contains(
            "municipality:3201",
            problem.GetProperty("suggestions").EnumerateArray().Select(place => place.GetString())
        );
    }

    [Fact]
    public async Task What_the_server_refuses_before_the_program_sees_it_is_no_5xx_and_tells_nothing()
    {
        using var answer = await host.Anyone.GetAsync("/v1/groups/%00MARK3R", TestContext.Current.CancellationToken);

        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.DoesNotContain(
            "MARK3R",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_byte_order_mark_before_good_JSON_does_no_harm()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{"place":"municipality:3301","topic":["grief"]}"""u8];
        using var answer = await host.SendAsync(new(Sender.Anyone, "POST", "/v1/responsible/search", body, 200, ""));

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    private static IEnumerable<string> Fields(JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Select(field => field.Name) : [];

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    /// <summary>A host with one registration, one group, and somebody of every role.</summary>
    public sealed class Host : TestHost, IAsyncLifetime
    {
        private readonly Dictionary<Sender, HttpClient> _clients = [];
        private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            var body = await BodyAsync("contact-point-drammen");
            var registered = await Anyone.PostJsonAsync(
                "/v1/interests",
                new { place = "municipality:3301", consent = "2026-11" }
            );
            _clients[Sender.Anyone] = Anyone;
            _clients[Sender.Person] = Person(registered.Text("receipt"));
            _clients[Sender.Coordinator] = await StaffAsync(body);
            _clients[Sender.BodyAdmin] = await StaffAsync(body, Role.BodyAdmin);
            _clients[Sender.NationalAdmin] = await StaffAsync("national-office", Role.NationalAdmin);
            var group = await _clients[Sender.Coordinator]
                .PostJsonAsync(
                    "/v1/groups",
                    new { name = "G", meeting = new { form = "in-person", municipality = "3301" } }
                );
            _ids["{case}"] = (await CaseOfAsync(registered.Text("receipt"))).ToString();
            _ids["{group}"] = group.Id().ToString();
            _ids["{body}"] = body.ToString();
        }

        /// <summary>Sends it as it is.</summary>
        public Task<HttpResponseMessage> SendAsync(MalformedRequest malformed)
        {
            var path = _ids.Aggregate(
                malformed.Path,
                (path, id) => path.Replace(id.Key, id.Value, StringComparison.Ordinal)
            );
            var request = new HttpRequestMessage(new HttpMethod(malformed.Method), path);
            if (malformed.Body is { } body)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", malformed.ContentType);
            }

            if (malformed.Method == "PUT" && !malformed.Headers.ContainsKey("If-Match"))
            {
                request.Headers.Add("If-Match", "*");
            }

            foreach (var (name, value) in malformed.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return _clients[malformed.Sender].SendAsync(request, TestContext.Current.CancellationToken);
        }

        /// <summary>How many rows stand in every table that a call could add to.</summary>
        public Task<string> RowsAsync() =>
            WithDbAsync(db =>
                db.Database.SqlQuery<string>(
                        $"""
                        select concat_ws(' ',
                            (select count(*) from interests), (select count(*) from cases), (select count(*) from messages), (select count(*) from groups),
                            (select count(*) from bodies), (select count(*) from body_coverage), (select count(*) from jobs), (select count(*) from offers),
                            (select count(*) from case_history), (select count(*) from case_openings), (select count(*) from api_keys),
                            (select count(*) from idempotent_answers), (select count(*) from keys_to_erase), (select count(*) from matches),
                            (select string_agg(state, '' order by id) from cases), (select string_agg(area || travel_km, '' order by id) from interests),
                            (select md5(string_agg(policy::text || name, '' order by id)) from bodies)) as "Value"
                        """
                    )
                    .SingleAsync()
            );
    }
}
