using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Registration;

public sealed class RegistrationTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_registration_answers_with_a_receipt_and_who_answers_by_when()
    {
        var answer = await RegisterAsync(new { place = "municipality:3301", consent = "2026-11" });

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}$", answer.Text("receipt"));
        Assert.Equal("waiting", answer.Text("status"));
        Assert.Equal("Drammen kommune", answer.GetProperty("responsible").Text("name"));
        Assert.Equal("2026-11-25", answer.Text("answerBy"));
        Assert.Equal("2027-02-19", answer.Text("keptUntil"));
        Assert.Equal("Drammen", answer.GetProperty("area").Text("name"));
        Assert.NotEqual(0, answer.GetProperty("nextSteps").GetArrayLength());
    }

    [Fact]
    public async Task A_rare_topic_in_a_small_place_is_kept_with_those_beside_it_and_goes_to_a_larger_body()
    {
        var answer = await RegisterAsync(
            new
            {
                place = "municipality:3431",
                topics = new[] { "grief" },
                audience = new { ageBand = "18-25" },
                consent = "2026-11",
            }
        );

        Assert.Contains("i Innlandet", answer.GetProperty("area").Text("name"), StringComparison.Ordinal);
        Assert.Equal("district-office", answer.GetProperty("responsible").Text("kind"));
    }

    [Fact]
    public async Task Who_lets_the_nearest_know_is_answered_by_the_nearest()
    {
        var answer = await RegisterAsync(
            new
            {
                place = "municipality:3431",
                topics = new[] { "grief" },
                tellLocal = true,
                consent = "2026-11",
            }
        );

        Assert.Equal("Dovre", answer.GetProperty("area").Text("name"));
        Assert.Equal("Dombås frivilligsentral", answer.GetProperty("responsible").Text("name"));
    }

    [Fact]
    public async Task Nothing_readable_of_receipt_message_or_contact_is_in_the_database()
    {
        var answer = await RegisterAsync(
            new
            {
                place = "municipality:3301",
                message = "MARKER-MESSAGE",
                contact = new { email = "marker-contact@example.org" },
                consent = "2026-11",
            }
        );
        var receipt = answer.Text("receipt").Replace("-", "");
        var everything = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select coalesce(string_agg(t::text, ' '), '') || (select coalesce(string_agg(m::text, ' '), '') from messages m)
                        || (select coalesce(string_agg(c::text, ' '), '') from cases c) || (select coalesce(string_agg(j::text, ' '), '') from jobs j) as "Value"
                    from interests t
                    """
                )
                .SingleAsync()
        );

        Assert.DoesNotContain(receipt, everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("MARKER", everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString("MARKER"u8), everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_withdrawn_is_gone_and_its_code_unknown()
    {
        var person = host.Person(
            (
                await RegisterAsync(
                    new
                    {
                        place = "municipality:3301",
                        message = "hei",
                        consent = "2026-11",
                    }
                )
            ).Text("receipt")
        );
        await person.DeleteJsonAsync("/v1/interest");

        var unknown = await person.GetJsonAsync("/v1/interest", HttpStatusCode.NotFound);
        Assert.Equal("receipt-unknown", unknown.Code());
        Assert.Equal(
            unknown.GetRawText(),
            (
                await host.Person("0000-0000-0000-0000-0000-0000-0000")
                    .GetJsonAsync("/v1/interest", HttpStatusCode.NotFound)
            ).GetRawText()
        );
        Assert.Equal("receipt-unknown", (await person.DeleteJsonAsync("/v1/interest", HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task Without_a_receipt_there_is_no_way_in() =>
        Assert.Equal(
            "receipt-missing",
            (await host.Anyone.GetJsonAsync("/v1/interest", HttpStatusCode.Unauthorized)).Code()
        );

    [Fact]
    public async Task A_correction_is_matched_and_routed_again()
    {
        var person = host.Person(
            (await RegisterAsync(new { place = "municipality:3301", consent = "2026-11" })).Text("receipt")
        );
        var corrected = await person.PutJsonAsync(
            "/v1/interest",
            new
            {
                place = "municipality:4601",
                travelKm = 50,
                consent = "2026-11",
                message = "Jeg har flyttet.",
            }
        );

        Assert.Equal("Bergen", corrected.GetProperty("area").Text("name"));
        Assert.Equal("LINK Bergen og omegn", corrected.GetProperty("responsible").Text("name"));
        var messages = (await person.GetJsonAsync("/v1/interest/messages")).GetProperty("items");
        Assert.Equal(["me"], messages.EnumerateArray().Select(message => message.Text("from")));
    }

    [Fact]
    public async Task A_message_to_a_closed_case_opens_it_again()
    {
        var receipt = (await RegisterAsync(new { place = "municipality:3301", consent = "2026-11" })).Text("receipt");
        var person = host.Person(receipt);
        var staff = await host.StaffAsync("contact-point-drammen");
        var id = await NewestCaseAsync(receipt);

        await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/closure",
            new { reason = "no-answer", note = "Ringte ikke." },
            HttpStatusCode.NoContent
        );
        Assert.Equal("no-answer", (await person.GetJsonAsync("/v1/interest")).GetProperty("closed").Code());

        await person.PostJsonAsync("/v1/interest/messages", new { text = "Jeg er her fortsatt." });
        Assert.Equal(JsonValueKind.Null, (await person.GetJsonAsync("/v1/interest")).GetProperty("closed").ValueKind);
        Assert.Equal("told", (await staff.GetJsonAsync($"/v1/desk/cases/{id}")).Text("state"));
    }

    [Fact]
    public async Task The_same_key_and_body_get_the_first_answer_and_one_registration()
    {
        var key = Database.RandomId.New().ToString();
        var before = await CountAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SendAsync(key, """{"place":"municipality:3301","consent":"2026-11"}"""))
        );

        Assert.All(
            answers,
            answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict })
        );
        var again = await Json.ReadAsync(
            await SendAsync(key, """{ "consent": "2026-11", "place": "municipality:3301" }"""),
            HttpStatusCode.Created
        );
        var first = await Json.ReadAsync(answers.First(answer => answer.IsSuccessStatusCode), HttpStatusCode.Created);
        Assert.Equal(first.Text("receipt"), again.Text("receipt"));
        Assert.Equal(before + 1, await CountAsync());

        var other = await Json.ReadAsync(
            await SendAsync(key, """{"place":"municipality:4601","consent":"2026-11"}"""),
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("idempotency-key-reused", other.Code());
        Assert.Equal(
            "idempotency-key-invalid",
            (
                await Json.ReadAsync(
                    await SendAsync("no uuid", """{"place":"municipality:3301","consent":"2026-11"}"""),
                    HttpStatusCode.BadRequest
                )
            ).Code()
        );
    }

    [Fact]
    public async Task What_was_written_is_not_told_again_to_a_repeat_once_it_is_withdrawn()
    {
        var person = host.Person(
            (await RegisterAsync(new { place = "municipality:3301", consent = "2026-11" })).Text("receipt")
        );
        var key = ("Idempotency-Key", Database.RandomId.New().ToString("D"));
        const string Text = """{"text":"Dette vil jeg ha tilbake."}""";
        foreach (var _ in Enumerable.Range(1, 2))
        {
            using var told = await person.SendTextAsync(HttpMethod.Post, "/v1/interest/messages", Text, key);
            Assert.Equal(HttpStatusCode.Created, told.StatusCode);
        }

        await person.DeleteJsonAsync("/v1/interest");

        using var answer = await person.SendTextAsync(HttpMethod.Post, "/v1/interest/messages", Text, key);
        var problem = await Json.ReadAsync(answer, HttpStatusCode.NotFound);
        Assert.Equal("receipt-unknown", problem.Code());
        Assert.DoesNotContain("tilbake", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_is_told_what_the_person_was_told_it_will_do()
    {
        foreach (var (wish, steps) in new[] { ("join", 0), ("start", 1), ("either", 1) })
        {
            var registered = await RegisterAsync(
                new
                {
                    place = "municipality:3301",
                    wish,
                    consent = "2026-11",
                }
            );
            var staff = await host.StaffAsync("national-office", Matching.Access.Role.NationalAdmin);
            staff.DefaultRequestHeaders.Add("Opening-Reason", "A test");
            var id = await host.CaseOfAsync(registered.Text("receipt"));
            var toDo = (await staff.GetJsonAsync($"/v1/desk/cases/{id}")).GetProperty("whatToDo");
            Assert.Equal(steps, toDo.GetArrayLength());
            Assert.All(toDo.EnumerateArray(), step => Assert.Equal("talk-about-starting", step.Code()));
        }
    }

    [Fact]
    public async Task What_is_past_its_day_is_erased_and_an_extension_keeps_it()
    {
        var lost = host.Person(
            (await RegisterAsync(new { place = "municipality:3301", consent = "2026-11" })).Text("receipt")
        );
        var kept = host.Person(
            (await RegisterAsync(new { place = "municipality:3301", consent = "2026-11" })).Text("receipt")
        );
        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Advance(TimeSpan.FromDays(89));
            await kept.PutJsonAsync("/v1/interest/extension", null);
            await PurgeAsync();
            await lost.GetJsonAsync("/v1/interest");

            host.Clock.Advance(TimeSpan.FromDays(2));
            Assert.Equal("receipt-unknown", (await lost.GetJsonAsync("/v1/interest", HttpStatusCode.NotFound)).Code());
            Assert.True(await PurgeAsync() > 0);
            await kept.GetJsonAsync("/v1/interest");
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }
    }

    private Task<int> PurgeAsync() =>
        host.WithDbAsync(db =>
            Matching.Interests.PurgeExpiredInterests.RunAsync(db, host.Clock, TestContext.Current.CancellationToken)
        );

    private Task<int> CountAsync() => host.WithDbAsync(db => db.Interests.CountAsync());

    private Task<JsonElement> RegisterAsync(object form) => host.Anyone.PostJsonAsync("/v1/interests", form);

    private Task<HttpResponseMessage> SendAsync(string key, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interests")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return host.Anyone.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<Guid> NewestCaseAsync(string receipt) => host.CaseOfAsync(receipt);
}
