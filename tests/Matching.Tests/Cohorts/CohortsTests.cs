using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Cohorts;
using Matching.Interests;
using Matching.Sealing;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Cohorts;

public sealed class CohortsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";

    [Fact]
    public async Task Each_participant_gets_a_code_as_strong_as_a_receipt_and_a_slip_in_the_language_asked_for()
    {
        var staff = await host.StaffAsync(Drammen);
        var cohort = await CohortAsync(staff, 8, new { from = "2027-01-04" });

        var codes = CodesOf(cohort);
        Assert.Equal(8, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}$", code));
        Assert.All(codes, code => Assert.Contains(code, cohort.Text("sheet"), StringComparison.Ordinal));
        Assert.Contains("http://127.0.0.1:8080", cohort.Text("sheet"), StringComparison.Ordinal);
        Assert.Contains("3. februar 2027", cohort.Text("sheet"), StringComparison.Ordinal);
        Assert.Contains("selvhjelpsgruppe", cohort.Text("sheet"), StringComparison.Ordinal);
        staff.DefaultRequestHeaders.AcceptLanguage.Add(new("nn"));
        Assert.Contains("sjølvhjelpsgruppe", (await CohortAsync(staff, 2)).Text("sheet"), StringComparison.Ordinal);

        // The database holds none of them, nor would a code be taken for a receipt.
        var rows = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""select concat_ws(' ', c::text, h::text, encode(c.fingerprint, 'escape')) as "Value" from cohort_codes c, cohorts h"""
                )
                .ToListAsync()
        );
        Assert.All(codes, code => Assert.DoesNotContain(rows, row => row.Contains(code.Replace("-", ""))));
        Assert.True(CohortCode.TryParse(codes[0], out var read));
        Assert.True(Receipt.TryParse(codes[0], out var receipt));
        Assert.NotEqual(read.Fingerprint(host.Get<Secrets>()), receipt.Fingerprint(host.Get<Secrets>()));
        await host.Person(codes[0]).GetJsonAsync("/v1/interest", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_she_leaves_out_is_as_the_cohort_says_and_what_she_says_is_her_own()
    {
        var staff = await host.StaffAsync(Drammen);
        var codes = CodesOf(
            await CohortAsync(
                staff,
                2,
                new
                {
                    travelKm = 70,
                    times = new[] { "weekend-day" },
                    languages = new[] { "nn" },
                    meeting = new[] { "in-person" },
                    topics = new[] { "anxiety" },
                }
            )
        );

        var silent = await InterestAsync(await RegisterAsync(new { cohort = codes[0], consent = "2026-11" }));
        Assert.Equal(("municipality:3301", 70), (silent.Area, silent.TravelKm));
        Assert.Equal(["weekend-day"], silent.Times);
        Assert.Equal(["nn"], silent.Languages);
        Assert.Equal(["in-person"], silent.Meeting);
        Assert.Single(silent.Topics);

        var herself = await InterestAsync(
            await RegisterAsync(
                new
                {
                    cohort = codes[1].ToLowerInvariant().Replace("-", " "),
                    consent = "2026-11",
                    place = "municipality:0301",
                    travelKm = 5,
                    times = Array.Empty<string>(),
                    topics = Array.Empty<string>(),
                    languages = new[] { "en" },
                    meeting = new[] { "digital" },
                }
            )
        );
        Assert.Equal(("municipality:0301", 5), (herself.Area, herself.TravelKm));
        Assert.Equal((0, 0), (herself.Times.Length, herself.Topics.Length));
        Assert.Equal(("en", "digital"), (herself.Languages.Single(), herself.Meeting.Single()));
    }

    [Fact]
    public async Task A_code_works_once_and_an_unknown_a_used_and_an_expired_one_are_answered_alike()
    {
        var staff = await host.StaffAsync(Drammen);
        var codes = CodesOf(await CohortAsync(staff, 3));
        var answers = new List<string>();
        await RegisterAsync(new { cohort = codes[0], consent = "2026-11" });
        await RefusedAsync(codes[0]);
        await RefusedAsync(CohortCode.New().ToString());
        await RefusedAsync("not a code");

        // What was refused for another reason has used nothing up.
        await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                cohort = codes[1],
                consent = "2026-11",
                topics = new[] { "nothing" },
            },
            HttpStatusCode.UnprocessableEntity
        );
        await RegisterAsync(new { cohort = codes[1], consent = "2026-11" });
        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Set("2027-01-10T12:00:00Z");
            await RefusedAsync(codes[2]);
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }

        Assert.Single(answers.Distinct());
        Assert.DoesNotContain(codes[0], answers[0], StringComparison.Ordinal);
        await host.Anyone.PostJsonAsync("/v1/interests", new { consent = "2026-11" }, HttpStatusCode.BadRequest);

        async Task RefusedAsync(string code)
        {
            var problem = await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new { cohort = code, consent = "2026-11" },
                HttpStatusCode.UnprocessableEntity
            );
            Assert.Equal("cohort-code-unknown", problem.Code());
            answers.Add(problem.GetRawText());
        }
    }

    [Fact]
    public async Task Of_many_who_use_a_code_at_once_one_registers()
    {
        var code = CodesOf(await CohortAsync(await host.StaffAsync(Drammen), 2))[0];

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    host.Anyone.PostAsJsonAsync(
                        "/v1/interests",
                        new { cohort = code, consent = "2026-11" },
                        TestContext.Current.CancellationToken
                    )
                )
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_correction_takes_no_code_and_the_desk_takes_one_as_anybody_does()
    {
        var staff = await host.StaffAsync(Drammen);
        var codes = CodesOf(await CohortAsync(staff, 2));
        var receipt = (
            await staff.PostJsonAsync("/v1/desk/interests", new { cohort = codes[0], consent = "2026-11" })
        ).Text("receipt");
        Assert.Equal("municipality:3301", (await InterestAsync(receipt)).Area);

        var problem = await host.Person(receipt)
            .PutJsonAsync(
                "/v1/interest",
                new
                {
                    place = "municipality:3301",
                    cohort = codes[1],
                    consent = "2026-11",
                },
                HttpStatusCode.BadRequest
            );
        Assert.Equal(["cohort"], problem.GetProperty("errors").Members());
        Assert.DoesNotContain(codes[1], problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_of_one_cohort_look_for_a_place_at_once_and_are_alike_in_place_and_topic()
    {
        var staff = await host.StaffAsync(Drammen);
        var interests = new List<Interest>();
        foreach (var code in CodesOf(await CohortAsync(staff, 5, new { finishesOn = "2026-11-21" })))
        {
            interests.Add(await InterestAsync(await RegisterAsync(new { cohort = code, consent = "2026-11" })));
        }

        Assert.All(interests, interest => Assert.True(interest is { ToPlace: true, IsLooking: true }));
        Assert.Single(interests.Select(interest => (interest.Area, string.Join(',', interest.Topics))).Distinct());
        var topic = await host.WithDbAsync(db =>
            db.Topics.Where(row => row.Slug == "after-a-coping-course").Select(row => row.Id).SingleAsync()
        );
        Assert.All(interests, interest => Assert.Equal([topic], interest.Topics));

        // The round makes a proposal of them, where there is one.
        if (!IsThere("/v1/desk/proposals") || Schedule.Find("place-waiting") is null)
        {
            TestContext.Current.TestOutputHelper!.WriteLine("no proposals yet: the rest of the way is not asked");
            return;
        }

        await host.RunAsync("place-waiting");
        var proposals = (await staff.GetJsonAsync("/v1/desk/proposals?limit=100"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Contains(
            proposals,
            proposal =>
                proposal.GetProperty("members").GetInt32() >= interests.Count
                && proposal
                    .GetProperty("topics")
                    .EnumerateArray()
                    .Select(one => one.GetString())
                    .SequenceEqual(["after-a-coping-course"])
        );
    }

    [Fact]
    public async Task What_is_registered_before_the_course_is_over_is_parked_until_they_want_to_go_on()
    {
        var staff = await host.StaffAsync(Drammen);
        var code = CodesOf(await CohortAsync(staff, 2, new { finishesOn = "2026-12-10", from = "2027-01-04" }))[0];
        var answer = await host.Anyone.PostJsonAsync("/v1/interests", new { cohort = code, consent = "2026-11" });
        Assert.Equal("parked", answer.Text("status"));
        var parked = await InterestAsync(answer.Text("receipt"));
        Assert.Equal((InterestState.Parked, new DateOnly(2027, 1, 4)), (parked.State, parked.ParkedUntil));
        Assert.False(parked.ToPlace);

        if (Schedule.Find("unpark-interests") is null)
        {
            TestContext.Current.TestOutputHelper!.WriteLine("nothing brings back what is parked yet");
            return;
        }

        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Set("2027-01-03T12:00:00Z");
            await host.RunAsync("unpark-interests");
            Assert.Equal(InterestState.Parked, (await InterestAsync(answer.Text("receipt"))).State);
            host.Clock.Set("2027-01-04T12:00:00Z");
            await host.RunAsync("unpark-interests");
            var back = await InterestAsync(answer.Text("receipt"));
            Assert.True(back is { IsLooking: true, ToPlace: true, ParkedUntil: null });
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task Its_body_reads_what_it_wrote_and_nobody_reads_how_many_registered()
    {
        var staff = await host.StaffAsync("link-bergen");
        var made = await CohortAsync(staff, 3, new { place = "municipality:4601" });
        var before = await staff.GetJsonAsync($"/v1/cohorts/{made.Id()}");
        await RegisterAsync(new { cohort = CodesOf(made)[0], consent = "2026-11" });

        Assert.Equal(before.GetRawText(), (await staff.GetJsonAsync($"/v1/cohorts/{made.Id()}")).GetRawText());
        var listed = (await staff.GetJsonAsync("/v1/cohorts?limit=100")).GetProperty("items").EnumerateArray();
        Assert.Equal(before.GetRawText(), listed.Single(item => item.Id() == made.Id()).GetRawText());
        Assert.Equal(
            (3, "2026-12-01", "2026-12-01", "2026-12-31"),
            (
                before.GetProperty("participants").GetInt32(),
                before.Text("finishesOn"),
                before.Text("from"),
                before.Text("until")
            )
        );

        var others = await host.StaffAsync(Drammen);
        await others.GetJsonAsync($"/v1/cohorts/{made.Id()}", HttpStatusCode.NotFound);
        Assert.DoesNotContain(
            made.Id(),
            (await others.GetJsonAsync("/v1/cohorts?limit=100"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Id())
        );
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        await national.GetJsonAsync($"/v1/cohorts/{made.Id()}", HttpStatusCode.NotFound);
        await host.Anyone.GetJsonAsync("/v1/cohorts", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nothing_in_any_table_leads_from_an_interest_to_its_cohort()
    {
        var staff = await host.StaffAsync("district-bergen");
        var made = await CohortAsync(staff, 2, new { place = "municipality:4602" });
        Assert.True(CohortCode.TryParse(CodesOf(made)[0], out var code));
        var fingerprint = Convert.ToHexString(code.Fingerprint(host.Get<Secrets>()));
        var receipt = await RegisterAsync(new { cohort = CodesOf(made)[0], consent = "2026-11" });

        var interest = (await InterestAsync(receipt)).Id;
        var everything = await host.WithDbAsync(async db =>
        {
            var rows = new List<string>();
            var tables = await db
                .Database.SqlQuery<string>(
                    $"""
                    select format('%I.%I', table_schema, table_name) as "Value" from information_schema.tables
                    where table_schema in ('public', 'keys') and table_type = 'BASE TABLE' and table_name <> 'spatial_ref_sys'
                    """
                )
                .ToListAsync();
            foreach (var table in tables)
            {
#pragma warning disable EF1002 // names of our own tables
                rows.AddRange(
                    await db.Database.SqlQueryRaw<string>($"select t::text as \"Value\" from {table} t").ToListAsync()
                );
#pragma warning restore EF1002
            }

            return rows;
        });

        Assert.DoesNotContain(
            everything,
            row =>
                row.Contains(made.Id().ToString(), StringComparison.Ordinal)
                && row.Contains(interest.ToString(), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(everything, row => row.Contains(fingerprint, StringComparison.OrdinalIgnoreCase));
        Assert.Single(
            everything,
            row =>
                row.Contains(made.Id().ToString(), StringComparison.Ordinal)
                && row.StartsWith("(\"\\\\x", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Codes_past_their_day_are_erased()
    {
        var staff = await host.StaffAsync(Drammen);
        var made = await CohortAsync(staff, 4, new { finishesOn = "2026-11-21" });
        var id = made.Id();
        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Set("2026-12-21T12:00:00Z");
            await host.RunAsync("purge-cohort-codes");
            Assert.Equal(4, await LeftAsync());
            host.Clock.Set("2026-12-22T12:00:00Z");
            await host.RunAsync("purge-cohort-codes");
            Assert.Equal(0, await LeftAsync());
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }

        Task<int> LeftAsync() => host.WithDbAsync(db => db.CohortCodes.CountAsync(code => code.Cohort == id));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_same_codes_and_a_key_that_can_be_guessed_is_refused()
    {
        var staff = await host.StaffAsync(Drammen);
        staff.DefaultRequestHeaders.Add("Idempotency-Key", Database.RandomId.New().ToString());
        Assert.Equal((await CohortAsync(staff, 2)).GetRawText(), (await CohortAsync(staff, 2)).GetRawText());

        var other = await host.StaffAsync(Drammen);
        other.DefaultRequestHeaders.Add("Idempotency-Key", "1");
        Assert.Equal(
            "idempotency-key-invalid",
            (await other.PostJsonAsync("/v1/cohorts", Form(2, new { }), HttpStatusCode.BadRequest)).Code()
        );
    }

    [Theory]
    [InlineData("participants", "1", 400, "invalid")]
    [InlineData("participants", "51", 400, "invalid")]
    [InlineData("from", "\"2026-11-30\"", 400, "invalid")]
    [InlineData("finishesOn", "\"2026-10-21\"", 400, "invalid")]
    [InlineData("finishesOn", "\"2027-01-21\"", 400, "invalid")]
    [InlineData("travelKm", "0", 400, "invalid")]
    [InlineData("times", "[\"at-night\"]", 400, "invalid")]
    [InlineData("languages", "[\"xx\"]", 400, "invalid")]
    [InlineData("meeting", "[\"by-mail\"]", 400, "invalid")]
    [InlineData("topics", "[\"nothing\"]", 422, "topic-unknown")]
    [InlineData("place", "\"town:nowhere\"", 422, "place-unknown")]
    [InlineData("names", "[\"Kari\"]", 400, "invalid")]
    public async Task A_form_that_cannot_be_a_cohort_is_refused(string member, string value, int status, string code)
    {
        var staff = await host.StaffAsync(Drammen);
        var form = Form(8, new { });
        form[member] = JsonSerializer.Deserialize<JsonElement>(value);

        Assert.Equal(code, (await staff.PostJsonAsync("/v1/cohorts", form, (HttpStatusCode)status)).Code());
    }

    private static Dictionary<string, object?> Form(int participants, object changes)
    {
        var form = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["place"] = "municipality:3301",
            ["participants"] = participants,
            ["finishesOn"] = "2026-12-01",
        };
        foreach (var change in JsonSerializer.SerializeToElement(changes).EnumerateObject())
        {
            form[change.Name] = change.Value;
        }

        return form;
    }

    private static Task<JsonElement> CohortAsync(HttpClient staff, int participants, object? changes = null) =>
        staff.PostJsonAsync("/v1/cohorts", Form(participants, changes ?? new { }));

    private static string[] CodesOf(JsonElement cohort) =>
        [.. cohort.GetProperty("codes").EnumerateArray().Select(code => code.GetString()!)];

    private async Task<string> RegisterAsync(object form) =>
        (await host.Anyone.PostJsonAsync("/v1/interests", form)).Text("receipt");

    private Task<Interest> InterestAsync(string receipt)
    {
        Assert.True(Receipt.TryParse(receipt, out var read));
        var fingerprint = read.Fingerprint(host.Get<Secrets>());
        return host.WithDbAsync(db =>
            db.Interests.AsNoTracking().SingleAsync(interest => interest.Receipt == fingerprint)
        );
    }

    private bool IsThere(string route) =>
        host.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Any(endpoint => endpoint.RoutePattern.RawText == route);
}
