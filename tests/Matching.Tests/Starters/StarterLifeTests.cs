using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Sealing;
using Matching.Starters;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Starters;

public sealed class StarterLifeTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";
    private const string Grief = "place=municipality:3301&topic=grief";

    [Fact]
    public async Task A_starter_is_answered_as_she_was_written()
    {
        var staff = await host.StaffAsync(Drammen);
        var course = await staff.PostJsonAsync("/v1/starter-courses", Courses.OccasionsOfTests.Course());

        var made = await staff.AddStarterAsync(
            ("home", "postal-code:3015"),
            ("topics", new JsonArray("grief", "grief", "next-of-kin")),
            ("languages", new JsonArray("nb", "se")),
            ("course", course.Id().ToString()),
            ("courseYear", 2024),
            ("certifiedOn", "2024-11-16"),
            ("consentedOn", "2026-11-01")
        );
        var read = await staff.GetJsonAsync(made.StarterPath());

        Assert.Equal(made.GetRawText(), read.GetRawText());
        Assert.Equal("Guri Hemmelig", read.Text("name"));
        Assert.Equal("+47 98 76 54 32", read.Text("phone"));
        Assert.Equal("postal-code:3015", read.Text("home"));
        Assert.Equal(["grief", "next-of-kin"], read.GetProperty("topics").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(course.Id(), read.Id("course"));
        Assert.Equal(("active", true), (read.Text("state"), read.GetProperty("available").GetBoolean()));
        Assert.Equal(
            made.NumberOf(),
            (await staff.GetJsonAsync("/v1/starters?topic=grief&limit=100"))
                .GetProperty("items")
                .EnumerateArray()
                .Single(item => item.Id() == made.Id())
                .NumberOf()
        );
    }

    [Theory]
    [InlineData("name", "\"\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("name", "\"two\\nlines\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("email", "\"nobody\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("phone", "\"call me\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("radiusKm", "0", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("radiusKm", "301", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("groupsAtATime", "11", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("languages", "[\"xx\"]", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("home", "\"county:33\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("home", "\"Storgata 1\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("home", "\"town:nowhere\"", HttpStatusCode.UnprocessableEntity, "place-unknown")]
    [InlineData("topics", "[\"nothing\"]", HttpStatusCode.UnprocessableEntity, "topic-unknown")]
    [InlineData("certifiedOn", "\"2026-11-22\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("consentedOn", "\"2026-11-22\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("state", "\"paused\"", HttpStatusCode.BadRequest, "invalid")]
    [InlineData(
        "course",
        "\"0e2f0000-0000-4000-8000-000000000000\"",
        HttpStatusCode.UnprocessableEntity,
        "course-unknown"
    )]
    public async Task A_form_that_cannot_be_a_starter_is_refused_without_repeating_it(
        string member,
        string value,
        HttpStatusCode status,
        string code
    )
    {
        var staff = await host.StaffAsync(Drammen);
        var problem = await staff.PostJsonAsync(
            "/v1/starters",
            StartersOfTests.Form((member, JsonNode.Parse(value))),
            status
        );

        Assert.Equal(code, problem.Code());
        Assert.DoesNotContain("Hemmelig", problem.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Storgata", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task She_is_not_asked_while_she_pauses_and_the_pause_ends_by_itself_after_its_last_day()
    {
        var staff = await host.StaffAsync(Drammen);
        var starter = await staff.AddStarterAsync();
        Assert.NotNull(await staff.NearbyAsync(starter, Grief));
        Assert.Equal(
            "starter-move-illegal",
            (await staff.DeleteJsonAsync(starter.StarterPath() + "/pause", HttpStatusCode.Conflict)).Code()
        );

        var paused = await PauseAsync("2026-11-30");
        Assert.Equal(("paused", "2026-11-30"), (paused.Text("state"), paused.Text("pausedUntil")));
        Assert.False(paused.GetProperty("available").GetBoolean());
        Assert.Null(await staff.NearbyAsync(starter, Grief));
        Assert.Equal("paused", Assert.Single(await StatesAsync("paused")));
        Assert.Empty(await StatesAsync("active"));

        var start = host.Clock.GetUtcNow();
        try
        {
            host.Clock.Set("2026-11-30T22:59:00Z");
            Assert.Null(await staff.NearbyAsync(starter, Grief));
            host.Clock.Set("2026-11-30T23:01:00Z");
            Assert.NotNull(await staff.NearbyAsync(starter, Grief));
            Assert.Equal("active", Assert.Single(await StatesAsync("active")));
        }
        finally
        {
            host.Clock.Advance(start - host.Clock.GetUtcNow());
        }

        await Json.ReadAsync(
            await staff.PutAsync(
                starter.StarterPath() + "/pause",
                content: null,
                TestContext.Current.CancellationToken
            ),
            HttpStatusCode.OK
        );
        Assert.Null(await staff.NearbyAsync(starter, Grief));
        await staff.DeleteJsonAsync(starter.StarterPath() + "/pause");
        Assert.NotNull(await staff.NearbyAsync(starter, Grief));
        Assert.Equal(
            "invalid",
            (
                await staff.PutJsonAsync(
                    starter.StarterPath() + "/pause",
                    new { until = "2026-11-20" },
                    HttpStatusCode.BadRequest
                )
            ).Code()
        );

        async Task<JsonElement> PauseAsync(string until) =>
            await staff.PutJsonAsync(starter.StarterPath() + "/pause", new { until });

        async Task<string[]> StatesAsync(string state) =>
            [
                .. (await staff.GetJsonAsync($"/v1/starters?limit=100&state={state}"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(item => item.Id() == starter.Id())
                    .Select(item => item.Text("state")),
            ];
    }

    [Fact]
    public async Task She_is_not_asked_with_a_full_load_which_stays_where_a_change_leaves_it_out()
    {
        var staff = await host.StaffAsync(Drammen);
        var starter = await staff.AddStarterAsync(("groupsNow", 1));
        Assert.NotNull(await staff.NearbyAsync(starter, Grief));

        await staff.PutJsonAsync(starter.StarterPath(), StartersOfTests.Form(("groupsNow", 2)));
        Assert.Null(await staff.NearbyAsync(starter, Grief));

        var without = StartersOfTests.Form();
        without.Remove("groupsNow");
        var kept = await staff.PutJsonAsync(starter.StarterPath(), without);
        Assert.Equal(2, kept.GetProperty("groupsNow").GetInt32());
        Assert.False(kept.GetProperty("available").GetBoolean());

        await staff.PutJsonAsync(starter.StarterPath(), StartersOfTests.Form(("groupsAtATime", 3), ("groupsNow", 2)));
        Assert.NotNull(await staff.NearbyAsync(starter, Grief));
    }

    [Fact]
    public async Task A_starter_of_a_body_that_ended_is_asked_by_nobody()
    {
        var national = await host.StaffAsync("national-office", Matching.Access.Role.NationalAdmin);
        var body = await national.PostJsonAsync(
            "/v1/bodies",
            new
            {
                kind = "contact-point",
                name = "Et sted som slutter",
                email = "slutt@example.org",
                house = "municipality:3301",
            }
        );
        var starter = await national.AddStarterAsync(("body", body.Id().ToString()), ("consentedOn", "2026-11-01"));
        Assert.NotNull(await national.NearbyAsync(starter, Grief));
        await national.GetJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);

        await national.PutJsonAsync($"/v1/bodies/{body.Id()}/end", null);

        Assert.Null(await national.NearbyAsync(starter, Grief));
        Assert.Equal("Guri Hemmelig", (await national.GetJsonAsync(starter.StarterPath())).Text("name"));
        var moved = StartersOfTests.Form(("body", (await host.BodyAsync(Drammen)).ToString()));
        await national.PutJsonAsync(starter.StarterPath(), moved);
        await national.GetJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);
        await (await host.StaffAsync(Drammen)).GetJsonAsync(starter.StarterPath());
    }

    [Fact]
    public async Task The_database_does_not_say_who_she_is_and_each_field_opens_only_where_it_stands()
    {
        var starter = await (await host.StaffAsync(Drammen)).AddStarterAsync();

        var rows = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select s::text || encode(s.name, 'escape') || encode(s.email, 'escape') || encode(s.phone, 'escape') as "Value"
                    from starters s where s.id = {starter.Id()}
                    """
                )
                .ToListAsync()
        );

        var row = Assert.Single(rows);
        Assert.All(
            ["Guri", "Hemmelig", "hemmelig.test", "98 76", "9876"],
            marker => Assert.DoesNotContain(marker, row, StringComparison.OrdinalIgnoreCase)
        );
        await host.WithDbAsync(async db =>
        {
            var kept = await db.Starters.SingleAsync(kept => kept.Id == starter.Id());
            var key = (await RecordKey.OfAsync(db, host.Get<Secrets>(), kept.Id, default))!;
            Assert.Equal("Guri Hemmelig", key.Open(kept.Name, Starter.NameField));
            Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() =>
                key.Open(kept.Name, Starter.EmailField)
            );
            return 0;
        });
    }

    [Fact]
    public async Task Who_is_erased_is_gone_for_good_with_the_key_that_any_old_copy_of_her_would_need()
    {
        var staff = await host.StaffAsync(Drammen);
        var starter = await staff.AddStarterAsync();
        await staff.DeleteJsonAsync(starter.StarterPath());

        await staff.GetJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);
        await staff.DeleteJsonAsync(starter.StarterPath(), HttpStatusCode.NotFound);
        Assert.Null(await staff.NearbyAsync(starter, Grief));
        await host.WithDbAsync(async db =>
        {
            Assert.False(await db.Starters.AnyAsync(row => row.Id == starter.Id()));
            Assert.Null(await RecordKey.OfAsync(db, host.Get<Secrets>(), starter.Id(), default));
            return 0;
        });
        Assert.True((await staff.AddStarterAsync()).NumberOf() > starter.NumberOf());
    }

    [Fact]
    public async Task The_list_goes_on_where_a_page_ended_and_a_repeated_call_makes_one_starter()
    {
        var staff = await host.StaffAsync("contact-point-baerum");
        var numbers = new[]
        {
            (await staff.AddStarterAsync()).NumberOf(),
            (await staff.AddStarterAsync()).NumberOf(),
            (await staff.AddStarterAsync()).NumberOf(),
        };

        var first = await staff.GetJsonAsync("/v1/starters?limit=2");
        var second = await staff.GetJsonAsync("/v1/starters?limit=2&cursor=" + first.Text("nextCursor"));

        Assert.Equal(
            numbers,
            new[] { first, second }
                .SelectMany(page => page.GetProperty("items").EnumerateArray())
                .Select(s => s.NumberOf())
        );
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        staff.DefaultRequestHeaders.Add("Idempotency-Key", "starter 1");
        Assert.Equal((await staff.AddStarterAsync()).Id(), (await staff.AddStarterAsync()).Id());
    }
}
