using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Bodies;

public sealed class CoverageAndPolicyTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Coverage_is_replaced_as_a_whole()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var id = await host.BodyAsync("contact-point-dovre");

        var written = await national.PutJsonAsync(
            $"/v1/bodies/{id}/coverage",
            new object[]
            {
                new
                {
                    municipality = "3432",
                    from = "2026-11-21",
                    until = "2027-06-30",
                    priority = 2,
                    topics = new[] { "grief", "anxiety" },
                },
                new { municipality = "3431", from = "2027-01-01" },
            }
        );
        var read = await national.GetJsonAsync($"/v1/bodies/{id}/coverage");

        Assert.Equal(written.GetRawText(), read.GetRawText());
        Assert.Equal(["3431", "3432"], read.EnumerateArray().Select(row => row.Text("municipality")));
        Assert.Equal(
            ["grief", "anxiety"],
            read[1].GetProperty("topics").EnumerateArray().Select(topic => topic.GetString())
        );
        var body = await host.Anyone.GetJsonAsync($"/v1/bodies/{id}");
        Assert.Equal(
            ["3432"],
            body.GetProperty("municipalities").EnumerateArray().Select(number => number.GetString())
        );

        await national.PutJsonAsync($"/v1/bodies/{id}/coverage", Array.Empty<object>());
        Assert.Equal(0, (await national.GetJsonAsync($"/v1/bodies/{id}/coverage")).GetArrayLength());
    }

    [Theory]
    [InlineData(
        """[{ "municipality": "9999", "from": "2026-01-01" }]""",
        422,
        "place-unknown",
        "coverage[0].municipality"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2026-01-01" }, { "municipality": "0", "from": "2026-01-01" }]""",
        422,
        "place-unknown",
        "coverage[1].municipality"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2026-01-01", "topics": ["nothing"] }]""",
        422,
        "topic-unknown",
        "coverage[0].topics"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2026-01-01", "topics": [] }]""",
        400,
        "invalid",
        "coverage[0].topics"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2027-01-02", "until": "2027-01-01" }]""",
        400,
        "invalid",
        "coverage[0].until"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2026-01-01", "until": "2026-11-20" }]""",
        400,
        "invalid",
        "coverage[0].until"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2026-01-01", "priority": 100000 }]""",
        400,
        "invalid",
        "coverage[0].priority"
    )]
    [InlineData(
        """[{ "municipality": "3301", "from": "2026-01-01" }, { "municipality": "3301", "from": "2026-01-01" }]""",
        400,
        "invalid",
        "coverage"
    )]
    [InlineData("""[null]""", 400, "invalid", "coverage")]
    public async Task Coverage_that_cannot_be_is_refused_by_row_and_changes_nothing(
        string json,
        int status,
        string code,
        string field
    )
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var id = await host.BodyAsync("contact-point-drammen");

        var problem = await Json.ReadAsync(
            await national.SendTextAsync(System.Net.Http.HttpMethod.Put, $"/v1/bodies/{id}/coverage", json),
            (HttpStatusCode)status
        );

        Assert.Equal(code, problem.Code());
        Assert.Equal(field, problem.GetProperty("errors").EnumerateObject().First().Name);
        Assert.Equal(1, (await national.GetJsonAsync($"/v1/bodies/{id}/coverage")).GetArrayLength());
    }

    [Fact]
    public async Task More_than_four_hundred_rows_are_refused()
    {
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var rows = Enumerable
            .Range(0, 401)
            .Select(i => new { municipality = "3301", from = new DateOnly(2026, 1, 1).AddDays(i) });

        await national.PutJsonAsync(
            $"/v1/bodies/{await host.BodyAsync("contact-point-hol")}/coverage",
            rows,
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_policy_is_replaced_and_what_is_left_out_is_the_default()
    {
        var id = await host.BodyAsync("contact-point-gol");
        var staff = await host.StaffAsync(id, Role.BodyAdmin);

        await staff.PutJsonAsync(
            $"/v1/bodies/{id}/policy",
            new
            {
                answerWorkingDays = 5,
                mails = "daily",
                askFirst = true,
            }
        );
        await staff.PutJsonAsync($"/v1/bodies/{id}/policy", new { mails = "at-once" });

        var policy = await staff.GetJsonAsync($"/v1/bodies/{id}/policy");
        Assert.Equal(3, policy.GetProperty("answerWorkingDays").GetInt32());
        Assert.Equal("at-once", policy.Text("mails"));
        Assert.Equal(JsonValueKind.False, policy.GetProperty("askFirst").ValueKind);
    }

    [Fact]
    public async Task A_deputy_reads_at_another_address_than_the_body_whichever_of_the_two_is_changed()
    {
        var id = await host.BodyAsync("contact-point-hol");
        using var staff = await host.StaffAsync(id, Role.BodyAdmin);
        var (mine, deputy) = ("post@hol.example.org", "vikar@hol.example.org");
        await staff.PutJsonAsync($"/v1/bodies/{id}", Body(mine));
        await staff.PutJsonAsync($"/v1/bodies/{id}/policy", new { deputy });

        var policy = await staff.PutJsonAsync(
            $"/v1/bodies/{id}/policy",
            new { deputy = "Post@Hol.example.org" },
            HttpStatusCode.UnprocessableEntity
        );
        var body = await staff.PutJsonAsync(
            $"/v1/bodies/{id}",
            Body("VIKAR@hol.example.org"),
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal(("deputy-same", "deputy-same"), (policy.Code(), body.Code()));
        Assert.DoesNotContain("ol.example.org", policy.GetRawText() + body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(deputy, (await staff.GetJsonAsync($"/v1/bodies/{id}/policy")).Text("deputy"));
        Assert.Equal(mine, (await host.Anyone.GetJsonAsync($"/v1/bodies/{id}")).Text("email"));

        // Where both are the same from of old, all else can be changed.
        await host.SqlAsync($"update bodies set email = {deputy} where id = {id}");
        await staff.PutJsonAsync($"/v1/bodies/{id}", Body(deputy));

        static object Body(string email) =>
            new
            {
                name = "Hol",
                email,
                house = "municipality:3330",
            };
    }

    [Theory]
    [InlineData("""{ "answerWorkingDays": 0 }""")]
    [InlineData("""{ "answerWorkingDays": 21 }""")]
    [InlineData("""{ "offerDays": 61 }""")]
    [InlineData("""{ "offerDaysWithoutContact": -1 }""")]
    [InlineData("""{ "rememberNoDays": 366 }""")]
    [InlineData("""{ "mails": "never" }""")]
    [InlineData("""{ "mails": 1 }""")]
    [InlineData("""{ "unheardOf": 1 }""")]
    public async Task A_policy_out_of_range_is_refused(string json)
    {
        var id = await host.BodyAsync("contact-point-al");
        var staff = await host.StaffAsync(id, Role.BodyAdmin);

        var answer = await staff.SendTextAsync(System.Net.Http.HttpMethod.Put, $"/v1/bodies/{id}/policy", json);

        Assert.Equal("invalid", (await Json.ReadAsync(answer, HttpStatusCode.BadRequest)).Code());
    }
}
