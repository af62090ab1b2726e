using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Registration;

public sealed class RegisterAtDeskTests(MailHost host) : IClassFixture<MailHost>
{
    private const string Link = "link-bergen";
    private static readonly object Form = new
    {
        place = "municipality:3301",
        topics = new[] { "grief" },
        message = "MARKER-MESSAGE",
        consent = "2026-11",
    };

    [Theory]
    [InlineData(Role.Coordinator)]
    [InlineData(Role.NationalAdmin)]
    public async Task Staff_get_the_very_answer_that_anybody_gets_with_a_receipt_that_opens_it(Role role)
    {
        var staff = await host.StaffAsync(role == Role.NationalAdmin ? "national-office" : Link, role);

        var (helped, alone) = (await RegisterAsync(staff), await RegisterAsync(host.Anyone, "/v1/interests"));

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}$", helped.Text("receipt"));
        Assert.NotEqual(alone.Text("receipt"), helped.Text("receipt"));
        Assert.True(JsonNode.DeepEquals(WithoutReceipt(alone), WithoutReceipt(helped)));
        var person = host.Person(helped.Text("receipt"));
        Assert.Empty((await person.GetJsonAsync("/v1/interest")).GetProperty("openedBy").EnumerateArray());
        Assert.Equal(
            "MARKER-MESSAGE",
            Assert
                .Single((await person.GetJsonAsync("/v1/interest/messages")).GetProperty("items").EnumerateArray())
                .Text("text")
        );
    }

    [Fact]
    public async Task The_case_goes_to_whoever_answers_for_the_place_and_is_not_there_for_the_body_that_helped()
    {
        var staff = await host.StaffAsync(Link);

        var elsewhere = await host.CaseOfAsync((await RegisterAsync(staff)).Text("receipt"));
        await staff.GetJsonAsync($"/v1/desk/cases/{elsewhere}", HttpStatusCode.NotFound);
        var seen = await (await host.StaffAsync("contact-point-drammen")).GetJsonAsync($"/v1/desk/cases/{elsewhere}");
        Assert.Equal(
            [("registered", "Drammen kommune")],
            seen.GetProperty("history").EnumerateArray().Select(line => (line.Text("act"), line.Text("body")))
        );

        var own = (
            await staff.PostJsonAsync("/v1/desk/interests", new { place = "municipality:4601", consent = "2026-11" })
        ).Text("receipt");
        await staff.GetJsonAsync($"/v1/desk/cases/{await host.CaseOfAsync(own)}");
    }

    [Fact]
    public async Task Nothing_in_any_table_tells_who_helped()
    {
        var body = await host.BodyAsync("link-tromso");
        var (key, secret) = ApiKey.Issue(body, Role.Coordinator, "a test", host.Clock.Today(), 365);
        await host.WithDbAsync(db =>
        {
            db.ApiKeys.Add(key);
            return db.SaveChangesAsync();
        });
        using var staff = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address };
        staff.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var before = await EverythingAsync();
        string[] traces = [key.Id.ToString(), body.ToString(), key.Prefix, Convert.ToHexString(key.Hash), secret];

        var answer = await RegisterAsync(staff, key: Database.RandomId.New().ToString());

        var after = await EverythingAsync();
        Assert.True(after.Length > before.Length);
        Assert.Equal(traces.Select(trace => Count(before, trace)), traces.Select(trace => Count(after, trace)));
        Assert.True(Count(before, body.ToString()) > 0);
        Assert.Equal(0, Count(after, answer.Text("receipt").Replace("-", "", StringComparison.Ordinal)));
        Assert.Equal(0, Count(after, answer.Text("receipt")));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_same_receipt_which_lies_sealed_meanwhile()
    {
        var staff = await host.StaffAsync(Link);
        var key = Database.RandomId.New().ToString();
        var before = await CountAsync();

        var first = await RegisterAsync(staff, key: key);
        var again = await RegisterAsync(staff, key: key);
        var colleague = await RegisterAsync(await host.StaffAsync(Link), key: key);

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.NotEqual(first.Text("receipt"), colleague.Text("receipt"));
        Assert.Equal(before + 2, await CountAsync());
        var kept = await EverythingAsync();
        Assert.All(
            [first.Text("receipt"), "MARKER-MESSAGE", key],
            secret =>
            {
                Assert.Equal(0, Count(kept, secret));
                Assert.Equal(0, Count(kept, Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret))));
            }
        );
        Assert.Equal(
            "idempotency-key-reused",
            (
                await RegisterAsync(
                    staff,
                    key: key,
                    form: new { place = "municipality:4601", consent = "2026-11" },
                    expected: HttpStatusCode.UnprocessableEntity
                )
            ).Code()
        );

        // One that can be guessed would seal nothing.
        Assert.Equal(
            "idempotency-key-invalid",
            (await RegisterAsync(staff, key: "1", expected: HttpStatusCode.BadRequest)).Code()
        );
    }

    [Fact]
    public async Task The_mail_to_the_body_is_the_same_to_the_byte_whoever_registers()
    {
        var body = await host.BodyAsync("contact-point-drammen");
        var address = await host.WithDbAsync(db =>
            db.Bodies.Where(row => row.Id == body).Select(row => row.Email).SingleAsync()
        );
        await host.RunJobsAsync();
        var before = host.Smtp.To(address).Count;

        var alone = await RegisterAsync(host.Anyone, "/v1/interests");
        await host.RunJobsAsync();
        var helped = await RegisterAsync(await host.StaffAsync(Link));
        await host.RunJobsAsync();

        var mails = host.Smtp.To(address).Skip(before).ToList();
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].WithoutIdAndDate(), mails[1].WithoutIdAndDate());
        Assert.All(mails, mail => Neutral.Check(mail, alone.Text("receipt"), helped.Text("receipt"), Link));
    }

    [Fact]
    public async Task It_needs_a_key_whose_budget_it_counts_against()
    {
        await RegisterAsync(host.Anyone, expected: HttpStatusCode.Unauthorized);
        var receipt = (await RegisterAsync(host.Anyone, "/v1/interests")).Text("receipt");
        await RegisterAsync(host.Person(receipt), expected: HttpStatusCode.Unauthorized);

        using var answer = await (await host.StaffAsync(Link)).PostAsJsonAsync(
            "/v1/desk/interests",
            Form,
            TestContext.Current.CancellationToken
        );
        Assert.StartsWith("\"key\"", answer.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    private static async Task<JsonElement> RegisterAsync(
        HttpClient client,
        string path = "/v1/desk/interests",
        string? key = null,
        object? form = null,
        HttpStatusCode expected = HttpStatusCode.Created
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = JsonContent.Create(form ?? Form);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await Json.ReadAsync(await client.SendAsync(request, TestContext.Current.CancellationToken), expected);
    }

    private static JsonObject WithoutReceipt(JsonElement answer)
    {
        var node = JsonObject.Create(answer)!;
        node.Remove("receipt");
        return node;
    }

    private static int Count(string text, string what) =>
        text.ToUpperInvariant().Split(what.ToUpperInvariant(), StringSplitOptions.None).Length - 1;

    private Task<int> CountAsync() => host.WithDbAsync(db => db.Interests.CountAsync());

    // Every row of every table, as text.
    private Task<string> EverythingAsync() =>
        host.AsOwnerAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select string_agg(
                        query_to_xml(format('select t::text from %I.%I t', schemaname, tablename), true, false, '')::text, ' ') as "Value"
                    from pg_tables
                    where schemaname in ('public', 'keys') and tablename !~ '^(place|topic|spatial)'
                    """
                )
                .SingleAsync()
        );
}
