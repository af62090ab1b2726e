using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Matching.Tests.Statistics;

/// <summary>A quarter and a year, from the counters to what is read of them.</summary>
public sealed class PublicationTests(PublishedHost host) : IClassFixture<PublishedHost>
{
    [Fact]
    public async Task A_quarter_is_published_after_its_end_rounded_and_without_what_is_small()
    {
        using var staff = await host.StaffAsync("link-bergen");

        var quarters = (await staff.GetJsonAsync("/v1/statistics/quarters")).GetProperty("items");
        var quarter = await staff.GetJsonAsync("/v1/statistics/quarters/2026-4");

        Assert.Equal(
            ["2026-4 2027-01-02", "2026-3 2027-01-02", "2026-2 2027-01-02", "2026-1 2027-01-02"],
            quarters.EnumerateArray().Select(item => $"{item.Text("period")} {item.Text("publishedOn")}")
        );
        Assert.Equal(
            ["registered", "matched", "answered", "placed", "group-started"],
            quarter.GetProperty("tables").EnumerateArray().Select(table => table.Text("event"))
        );
        Assert.Equal(
            (10, 5),
            (quarter.GetProperty("leastShown").GetInt32(), quarter.GetProperty("roundedTo").GetInt32())
        );
        Assert.Equal(1680, Count(quarter, "registered"));
        Assert.Equal(1010, Count(quarter, "registered", "03"));
        Assert.Equal(605, Count(quarter, "registered", "46"));
        Assert.Equal(405, Count(quarter, "registered", "46", "grief"));
        Assert.Null(Count(quarter, "registered", "56"));
        Assert.Null(Count(quarter, "registered", "46", "cancer"));
        Assert.Equal(60, Count(quarter, "answered", days: "0-1"));
        Assert.Null(Count(quarter, "answered", days: "over-20"));
        Assert.Null(Count(quarter, "placed"));
        Assert.Equal(JsonValueKind.Null, quarter.GetProperty("keyFigures").ValueKind);
    }

    [Fact]
    public async Task A_year_is_what_its_quarters_make_with_what_there_is_at_its_end()
    {
        using var staff = await host.StaffAsync("link-bergen");

        var year = await staff.GetJsonAsync("/v1/statistics/years/2026");

        Assert.Equal(6720, Count(year, "registered"));
        Assert.Equal(4035, Count(year, "registered", "03"));
        Assert.Equal(10, Count(year, "starters"));
        Assert.Null(Count(year, "starters", "33"));
        var figures = year.GetProperty("keyFigures");
        Assert.Equal("2027-01-02", figures.Text("countedOn"));
        Assert.Equal(5, figures.GetProperty("linkCentres").GetInt32());
        Assert.Equal(7, figures.GetProperty("districtOffices").GetInt32());
        Assert.Equal(1, figures.GetProperty("starterCourses").GetInt32());
        Assert.Equal(25, figures.GetProperty("courseParticipants").GetInt64());
        Assert.True(figures.GetProperty("contactPoints").GetInt32() > 10);
        Assert.True(figures.GetProperty("networks").GetInt32() > 0);
    }

    [Fact]
    public async Task It_is_the_same_to_the_byte_whatever_happens_later_and_need_not_be_read_again()
    {
        using var staff = await host.StaffAsync("link-bergen");
        var (bytes, tag) = await ReadAsync(staff, "/v1/statistics/quarters/2026-4");
        await CountAsync(host, "2026-4", "registered", "56", "grief", "", 500);
        await host.RunAsync("publish-statistics");

        var (again, sameTag) = await ReadAsync(staff, "/v1/statistics/quarters/2026-4");
        using var conditional = new HttpRequestMessage(HttpMethod.Get, "/v1/statistics/quarters/2026-4");
        conditional.Headers.IfNoneMatch.Add(tag);
        using var unchanged = await staff.SendAsync(conditional, TestContext.Current.CancellationToken);

        Assert.Equal((bytes, tag), (again, sameTag), Bytes);
        Assert.False(tag.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("update publications set published_on = published_on + 1")]
    [InlineData("delete from publications")]
    [InlineData("truncate publications")]
    public async Task What_is_published_cannot_be_changed(string statement)
    {
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            connection.ExecuteAsync(statement, TestContext.Current.CancellationToken)
        );

        Assert.Equal("what was published is never changed", refused.MessageText);
    }

    [Fact]
    public async Task A_spreadsheet_has_the_same_numbers()
    {
        using var staff = await host.StaffAsync("link-bergen");
        var year = await staff.GetJsonAsync("/v1/statistics/years/2026");
        staff.DefaultRequestHeaders.Accept.Add(new("text/csv"));

        using var answer = await staff.GetAsync("/v1/statistics/years/2026", TestContext.Current.CancellationToken);
        var (asked, _) = await ReadAsync(staff, "/v1/statistics/years/2026?format=csv");

        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(bytes, asked);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("matching-2026.csv", answer.Content.Headers.ContentDisposition!.FileName);
        var lines = Encoding
            .UTF8.GetString(bytes)
            .TrimStart('\ufeff')
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("table;county;countyName;topic;topicName;days;count", lines[0]);
        Assert.Contains("link-centres;;;;;;5", lines);
        Assert.Contains("registered;03;Oslo;;;;4035", lines);
        Assert.Contains("registered;56;Finnmark;grief;Sorg;;", lines);
        var numbers = year.GetProperty("tables")
            .EnumerateArray()
            .Sum(table => table.GetProperty("numbers").GetArrayLength());
        Assert.Equal(1 + 7 + numbers, lines.Length);
    }

    [Theory]
    [InlineData("quarters/2026-5")]
    [InlineData("quarters/2026")]
    [InlineData("quarters/2031-1")]
    [InlineData("years/2026-4")]
    [InlineData("years/2027")]
    public async Task What_is_not_published_is_not_there(string what)
    {
        using var staff = await host.StaffAsync("link-bergen");

        await staff.GetJsonAsync("/v1/statistics/" + what, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task It_takes_a_key_and_a_format_that_there_is()
    {
        using var staff = await host.StaffAsync("link-bergen");

        await host.Anyone.GetJsonAsync("/v1/statistics/quarters/2026-4", HttpStatusCode.Unauthorized);
        await staff.GetJsonAsync("/v1/statistics/quarters/2026-4?format=xml", HttpStatusCode.BadRequest);
    }

    private static bool Bytes((byte[] Bytes, EntityTagHeaderValue Tag) a, (byte[] Bytes, EntityTagHeaderValue Tag) b) =>
        a.Bytes.SequenceEqual(b.Bytes) && a.Tag.Equals(b.Tag);

    private static async Task<(byte[] Bytes, EntityTagHeaderValue Tag)> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl!.MaxAge);
        return (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), answer.Headers.ETag!);
    }

    private static long? Count(
        JsonElement view,
        string @event,
        string? county = null,
        string? topic = null,
        string? days = null
    )
    {
        var table = view.GetProperty("tables").EnumerateArray().Single(table => table.Text("event") == @event);
        Assert.False(table.GetProperty("withheld").GetBoolean());
        var number = table
            .GetProperty("numbers")
            .EnumerateArray()
            .Single(number =>
                number.GetProperty("county").GetString() == county
                && number.GetProperty("topic").GetString() == topic
                && number.GetProperty("days").GetString() == days
            );
        return number.GetProperty("count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt64() : null;
    }

    internal static Task<int> CountAsync(
        TestHost host,
        string period,
        string @event,
        string county,
        string topic,
        string days,
        int count
    ) =>
        host.SqlAsync(
            $"""
            insert into counters (period, event, county, topic, days, count)
            values ({period}, {@event}, {county}, {topic}, {days}, {count})
            """
        );
}

/// <summary>A service with four quarters behind it, published in the second night of the new year.</summary>
public sealed class PublishedHost : TestHost
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // In thirteen counties there are five each; and of some classes of topics there are few.
        var counties = await WithDbAsync(db =>
            db.Places.Where(place => place.Kind == PlaceKind.County).Select(place => place.County!).ToListAsync()
        );
        (string County, string Topic, int Count)[] counted =
        [
            ("03", "grief", 502),
            ("03", "mental-health", 501),
            ("03", "bullying", 6),
            ("46", "grief", 403),
            ("46", "mental-health", 192),
            ("46", "divorce", 7),
            ("46", "cancer", 4),
            .. counties.Except(["03", "46"]).Select(county => (county, "grief", 5)),
        ];
        foreach (var (county, topic, count) in counted)
        {
            foreach (var quarter in new[] { "2026-1", "2026-2", "2026-3", "2026-4" })
            {
                await PublicationTests.CountAsync(this, quarter, "registered", county, topic, "", count);
            }
        }

        foreach (
            var (days, count) in new (string, int)[]
            {
                ("0-1", 58),
                ("2-3", 41),
                ("4-5", 9),
                ("6-10", 8),
                ("over-20", 7),
            }
        )
        {
            await PublicationTests.CountAsync(this, "2026-4", "answered", "03", "grief", days, count);
        }

        using var staff = await StaffAsync("contact-point-drammen");
        for (var starter = 0; starter < 12; starter++)
        {
            await staff.PostJsonAsync("/v1/starters", Starter(starter));
        }

        await staff.PostJsonAsync("/v1/starter-courses", Course(23));
        Clock.Set("2027-01-02T04:00:00Z");
        await RunAsync("publish-statistics");
    }

    private static object Starter(int number) =>
        new
        {
            name = $"Prøve {number}",
            email = $"starter-{number}@example.org",
            home = number < 7 ? "municipality:3301" : "municipality:0301",
            radiusKm = 30,
            languages = new[] { "nb" },
        };

    private static object Course(int participants) =>
        new
        {
            kind = "digital",
            title = "Igangsetterkurs",
            sessions = new[] { new { start = "2026-12-05T10:00:00", durationMinutes = 360 } },
            languages = new[] { "nb" },
            participants,
        };
}
