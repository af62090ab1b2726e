using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>
/// Old municipality numbers: the mergers and renumberings up to 2020, and what was split again in 2024.
/// </summary>
public sealed class SuccessorsTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>
{
    // How many municipalities Norway had on the first day of a year, by Statistics Norway.
    [Theory]
    [InlineData(2012, 429)]
    [InlineData(2013, 428)]
    [InlineData(2017, 426)]
    [InlineData(2018, 422)]
    [InlineData(2019, 422)]
    [InlineData(2020, 356)]
    [InlineData(2023, 356)]
    [InlineData(2024, 357)]
    public async Task Every_number_that_was_in_use_leads_to_today(int year, int municipalities)
    {
        var day = new DateOnly(year, 1, 1);
        var rows = Rows();
        var today = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"select municipality as \"Value\" from places where kind = 'municipality' and county is not null"
                )
                .ToHashSetAsync()
        );
        var inUse = rows.Select(row => row.Old)
            .Union(today)
            .Where(number => Began(rows, number) <= day && day < Ended(rows, number))
            .ToArray();

        var ends = await host.WithDbAsync(db =>
            db.Database.SqlQuery<End>(
                    $"select n as \"Number\", successors_of(n) as \"Today\" from unnest({inUse}) as n"
                )
                .ToListAsync()
        );

        var split = ends.Where(end => end.Today.Length > 1).Select(end => end.Number).Order(StringComparer.Ordinal);
        output.WriteLine(
            $"{year}: {inUse.Length} municipalities, {ends.Count(end => end.Today is [var one] && one == end.Number)} unchanged since, {ends.Count(end => end.Today is [var one] && one != end.Number)} with one successor, split: {string.Join(", ", split)}"
        );
        Assert.Equal(municipalities, inUse.Length);
        Assert.All(ends, end => Assert.NotEmpty(end.Today));
        Assert.All(ends.SelectMany(end => end.Today), number => Assert.Contains(number, today));
    }

    [Fact]
    public void No_number_of_today_is_an_old_one_and_only_a_split_has_several_successors()
    {
        var rows = Rows();
        var several = rows.GroupBy(row => (row.Old, row.From))
            .Where(group => group.Count() > 1)
            .Select(group => group.Key.Old);

        Assert.Equal(["1507", "1850", "5012"], several.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0219", "3201")] // Bærum, through 3024
    [InlineData("3024", "3201")]
    [InlineData("0136", "3103")] // Rygge, now Moss
    [InlineData("1601", "5001")] // Trondheim
    [InlineData("1534", "1580")] // Haram, which left Ålesund again
    [InlineData("1504", "1508")] // Ålesund before that
    [InlineData("0706", "3907")] // Sandefjord, through three numbers
    [InlineData("2021", "5610")] // Karasjok
    public async Task An_old_number_with_one_successor_is_taken_as_that(string old, string today)
    {
        var answer = await host.Anyone.GetJsonAsync("/v1/responsible?place=municipality:" + old);
        var bodies = await host.Anyone.GetJsonAsync("/v1/bodies?place=municipality:" + old);
        await host.Anyone.GetJsonAsync("/v1/groups?place=municipality:" + old);
        var interest = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:" + old,
                consent = "2026-11",
                tellLocal = true,
            }
        );

        Assert.Equal("municipality:" + today, answer.GetProperty("where").Text("place"));
        Assert.NotEmpty(bodies.GetProperty("items").EnumerateArray());
        Assert.Equal(today, interest.GetProperty("area").GetProperty("municipalities")[0].GetString());
    }

    [Theory]
    [InlineData("1507", "municipality:1508", "municipality:1580")]
    [InlineData("1850", "municipality:1806", "municipality:1875")]
    [InlineData("5012", "municipality:5055", "municipality:5056", "municipality:5059")]
    [InlineData("1613", "municipality:5055", "municipality:5056", "municipality:5059")]
    public async Task A_split_one_is_refused_everywhere_with_the_names_of_its_parts(string old, params string[] parts)
    {
        var code = "municipality:" + old;
        var problems = new[]
        {
            await host.Anyone.GetJsonAsync("/v1/responsible?place=" + code, HttpStatusCode.UnprocessableEntity),
            await host.Anyone.GetJsonAsync("/v1/groups?place=" + code, HttpStatusCode.UnprocessableEntity),
            await host.Anyone.GetJsonAsync("/v1/bodies?place=" + code, HttpStatusCode.UnprocessableEntity),
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new { place = code, consent = "2026-11" },
                HttpStatusCode.UnprocessableEntity
            ),
        };

        foreach (var problem in problems)
        {
            Assert.Equal("municipality-split", problem.Code());
            Assert.Equal(parts, problem.GetProperty("suggestions").EnumerateArray().Select(part => part.GetString()));
        }
    }

    [Fact]
    public async Task A_number_that_never_was_is_unknown()
    {
        var problem = await host.Anyone.GetJsonAsync(
            "/v1/responsible?place=municipality:9999",
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("place-unknown", problem.Code());
    }

    [Fact]
    public async Task A_group_and_coverage_written_with_old_numbers_keep_those_of_today()
    {
        var admin = await host.StaffAsync("national-office", Role.NationalAdmin);
        var body = await host.BodyAsync("contact-point-drammen");
        var group = await admin.PostJsonAsync(
            "/v1/groups",
            new { name = "Torsdagsgruppa", meeting = new { form = "in-person", municipality = "0602" } }
        );
        var coverage = await admin.PutJsonAsync(
            $"/v1/bodies/{body}/coverage",
            new[]
            {
                new { municipality = "3301", from = "2026-01-01" },
                new { municipality = "0219", from = "2026-01-01" },
            }
        );
        var twice = await admin.PutJsonAsync(
            $"/v1/bodies/{body}/coverage",
            new[]
            {
                new { municipality = "3301", from = "2026-01-01" },
                new { municipality = "0625", from = "2026-01-01" },
            },
            HttpStatusCode.BadRequest
        );
        var split = await admin.PutJsonAsync(
            $"/v1/bodies/{body}/coverage",
            new[] { new { municipality = "1507", from = "2026-01-01" } },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("3301", group.GetProperty("meeting").Text("municipality"));
        Assert.Equal(["3201", "3301"], coverage.EnumerateArray().Select(row => row.Text("municipality")).Order());
        Assert.Equal("invalid", twice.Code());
        Assert.Equal("municipality-split", split.Code());
    }

    private static List<Row> Rows() =>
        [
            .. Scripts
                .Read("seed/successors.csv")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(cells => new Row(
                    cells[0],
                    cells[1],
                    DateOnly.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture)
                )),
        ];

    // Stavanger kept its number when others joined it.
    private static DateOnly Began(List<Row> rows, string number) =>
        number == "1103"
            ? DateOnly.MinValue
            : rows.Where(row => row.New == number).Select(row => row.From).DefaultIfEmpty(DateOnly.MinValue).Min();

    private static DateOnly Ended(List<Row> rows, string number) =>
        rows.Where(row => row.Old == number).Select(row => row.From).DefaultIfEmpty(DateOnly.MaxValue).Min();

    private sealed record Row(string Old, string New, DateOnly From);

    private sealed record End(string Number, string[] Today);
}
