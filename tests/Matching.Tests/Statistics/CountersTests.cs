using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Matching.Tests.Statistics;

/// <summary>Each event is counted in its own transaction, once, and nothing is ever taken away.</summary>
public sealed class CountersTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_life_is_counted_from_the_registration_to_the_place_and_withdrawing_takes_nothing_away()
    {
        var before = await CountersAsync();
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await TestHost.OpenGroupAsync(staff, Group("Sorggruppe", "3301", "grief", "in-person"));
        var registered = await host.Anyone.PostJsonAsync("/v1/interests", Interest("loss-of-partner", "3301"));
        Assert.Equal("matched", registered.Text("status"));
        var @case = $"/v1/desk/cases/{await host.CaseOfAsync(registered.Text("receipt"))}";
        host.Clock.Advance(TimeSpan.FromDays(4));
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Velkommen!" });
        await staff.PostJsonAsync($"{@case}/messages", new { text = "Har du sett det?" });
        host.Clock.Advance(TimeSpan.FromDays(6));
        var offer = await staff.PostJsonAsync($"{@case}/offers", new { groupId = group });
        using var person = host.Person(registered.Text("receipt"));
        await person.PutJsonAsync($"/v1/interest/answers/{offer.Id()}", new { answer = "yes" });

        string[] life =
        [
            "answered 33 grief 4-5",
            "group-started 33 grief ",
            "matched 33 grief ",
            "placed 33 grief 8-14",
            "registered 33 grief ",
        ];
        Assert.Equal(life, Since(before, await CountersAsync()));

        await person.DeleteJsonAsync("/v1/interest");
        Assert.Equal(life, Since(before, await CountersAsync()));
    }

    [Fact]
    public async Task A_group_that_comes_later_is_counted_as_a_match_once_on_its_day()
    {
        var registered = await host.Anyone.PostJsonAsync("/v1/interests", Interest("cancer", "5601"));
        Assert.Equal("waiting", registered.Text("status"));
        var before = await CountersAsync();
        using var staff = await host.StaffAsync("district-alta");
        await TestHost.OpenGroupAsync(staff, Group("Kreftgruppe", "5601", "cancer", "in-person"));
        await host.RunAsync("match-groups");
        await TestHost.OpenGroupAsync(staff, Group("Enda en", "5601", "cancer", "in-person"));
        await host.RunAsync("match-groups");

        var counted = Since(before, await CountersAsync());
        Assert.Single(counted, line => line == "matched 56 cancer ");
        Assert.Equal(2, counted.Count(line => line == "group-started 56 cancer "));
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing_and_do_not_wait_for_each_other()
    {
        const int Writers = 8,
            Each = 6;
        var before = await CountersAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async _ =>
                {
                    for (var one = 0; one < Each; one++)
                    {
                        await host.Anyone.PostJsonAsync("/v1/interests", Interest("burnout-and-stress", "0301"));
                    }
                })
        );

        var counted = Since(before, await CountersAsync());
        Assert.Equal(Writers * Each, counted.Count(line => line == "registered 03 mental-health "));

        // Somebody holds every row there is, and does not end: the next one counts all the same.
        await using var held = new NpgsqlConnection(host.ConnectionString);
        await held.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await held.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await held.ExecuteAsync("select from counters for update", TestContext.Current.CancellationToken);
        await host.Anyone.PostJsonAsync("/v1/interests", Interest("burnout-and-stress", "0301"));
        Assert.Equal(counted.Count(IsOslo) + 1, Since(before, await CountersAsync()).Count(IsOslo));

        static bool IsOslo(string line) => line == "registered 03 mental-health ";
    }

    [Fact]
    public async Task What_is_rolled_back_or_refused_is_not_counted()
    {
        var before = await CountersAsync();
        await host.Anyone.PostJsonAsync(
            "/v1/interests",
            Interest("no-such-topic", "1103"),
            HttpStatusCode.UnprocessableEntity
        );
        await host.AsOwnerAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Interests.Add(
                new Interest
                {
                    Id = RandomId.New(),
                    Receipt = RandomId.New().ToByteArray(),
                    Day = new(2026, 11, 21),
                    Lot = RandomId.New(),
                    KeptUntil = new(2026, 12, 21),
                    Area = "county:11",
                    TravelKm = 30,
                }
            );
            await db.SaveChangesAsync();
            Assert.Equal(
                "registered 11 across-topics ",
                Assert.Single(
                    Since(before, await ReadAsync(db)),
                    line => line.Contains(" 11 ", StringComparison.Ordinal)
                )
            );
            await transaction.RollbackAsync();
            return 0;
        });

        Assert.DoesNotContain(
            Since(before, await CountersAsync()),
            line => line.Contains(" 11 ", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("update counters set count = count - 1")]
    [InlineData("update counters set county = '11'")]
    [InlineData("delete from counters")]
    [InlineData("truncate counters")]
    public async Task Nothing_takes_away_from_a_counter(string statement)
    {
        await host.Anyone.PostJsonAsync("/v1/interests", Interest("divorce", "4601"));
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            connection.ExecuteAsync(statement, TestContext.Current.CancellationToken)
        );

        Assert.Equal("nothing is taken away from a counter", refused.MessageText);
    }

    [Fact]
    public async Task The_program_itself_may_not_read_them()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.WithDbAsync(ReadAsync));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_quarter_that_is_not_over_is_read_by_nobody()
    {
        await host.Anyone.PostJsonAsync("/v1/interests", Interest("divorce", "4601"));

        Assert.Empty(await EndedAsync("2026-12-31"));
        Assert.Contains("2026-4", await EndedAsync("2027-01-01"));
    }

    [Theory]
    [InlineData("municipality:3301", "33")]
    [InlineData("county:46", "46")]
    [InlineData("country:no", "several")]
    [InlineData("municipality:2100", "several")]
    public async Task An_area_is_counted_under_its_county(string area, string county) =>
        Assert.Equal(
            county,
            await host.WithDbAsync(db =>
                db.Database.SqlQuery<string>($"select county_of({area}) as \"Value\"").SingleAsync()
            )
        );

    private static object Interest(string topic, string municipality) =>
        new
        {
            topics = new[] { topic },
            place = "municipality:" + municipality,
            tellLocal = true,
            meeting = new[] { "in-person" },
            consent = "2026-11",
        };

    private static object Group(string name, string municipality, string topic, string form) =>
        new
        {
            name,
            topics = new[] { topic },
            capacity = 8,
            members = 4,
            meeting = new { form, municipality },
            languages = new[] { "nb" },
        };

    // A line for each time that something was counted since.
    private static List<string> Since(Dictionary<string, long> before, Dictionary<string, long> after) =>
        after
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => Enumerable.Repeat(pair.Key, (int)(pair.Value - before.GetValueOrDefault(pair.Key))))
            .ToList();

    private static Task<Dictionary<string, long>> ReadAsync(MatchingDb db) =>
        db
            .Database.SqlQuery<Sum>(
                $"""
                select concat_ws(' ', event, county, topic, days) as "Name", sum(count)::bigint as "Count"
                from counters group by event, county, topic, days
                """
            )
            .ToDictionaryAsync(sum => sum.Name, sum => sum.Count);

    private Task<Dictionary<string, long>> CountersAsync() => host.AsOwnerAsync(ReadAsync);

    private Task<List<string>> EndedAsync(string today)
    {
        var day = DateOnly.ParseExact(today, "yyyy-MM-dd", null);
        return host.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"select period as \"Value\" from ended_quarters({day})").ToListAsync()
        );
    }

    private sealed record Sum(string Name, long Count);
}
