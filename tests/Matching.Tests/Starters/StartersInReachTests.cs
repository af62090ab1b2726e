using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FsCheck.Fluent;
using Matching.Access;
using Matching.Database;
using Matching.Places;
using Matching.Sealing;
using Matching.Starters;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Starters;

public sealed class StartersInReachTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly string[] Norwegian = ["nb", "nn", "no"];

    // 11 is wider than 12; 3 and 7 are neither's relatives.
    private static readonly short[] TopicIds = [3, 7, 11, 12];

    [Fact]
    public async Task They_are_those_that_plain_reckoning_finds_in_the_order_that_it_gives()
    {
        var all = await FillAsync(600);
        var found = 0;
        var questions =
            from seed in Gen.Choose(0, int.MaxValue)
            from number in Gen.Elements(1, 1, 3, 20)
            from wanted in Gen.SubListOf(TopicIds)
            from related in Gen.SubListOf(TopicIds)
            from languages in Gen.Elements<string[]>(["nb"], ["se"], ["en", "nb"])
            from limit in Gen.Elements(1, 5, 1000)
            select new Question(
                GroupsInBulk.Points((ulong)seed, number),
                [.. wanted],
                [.. related.Except(wanted)],
                LanguageOf(languages),
                limit
            );

        Always.Holds(
            questions,
            question =>
            {
                var expected = Expected(all, question).Take(question.Limit).ToList();
                var answered = AskAsync(question).GetAwaiter().GetResult();
                Assert.Equal(expected.Select(row => row.Id), answered.Select(row => row.Id));
                Assert.All(
                    expected.Zip(answered),
                    pair =>
                    {
                        Assert.Equal(pair.First.KmFrom, pair.Second.KmFrom, 1e-6);
                        Assert.Equal(pair.First.KmTo, pair.Second.KmTo, 1e-6);
                    }
                );
                found += expected.Count;
            },
            count: 300
        );

        TestContext.Current.TestOutputHelper!.WriteLine($"{found} starters found in 300 questions among {all.Count}");
        Assert.True(found > 300, "the cases hardly find anybody");
    }

    [Fact]
    public async Task A_relative_of_the_topic_is_taken_for_it_and_the_very_topic_stands_first_among_equals()
    {
        await host.SqlAsync($"delete from starters");
        var staff = await host.StaffAsync("contact-point-drammen");
        await staff.AddStarterAsync(("topics", new System.Text.Json.Nodes.JsonArray()), ("name", "any"));
        await staff.AddStarterAsync(("topics", Topics("next-of-kin")), ("name", "wider"));
        await staff.AddStarterAsync(("topics", Topics("next-of-kin-addiction")), ("name", "very"));
        await staff.AddStarterAsync(("topics", Topics("cancer")), ("name", "other"));
        await staff.AddStarterAsync(("groupsNow", 1), ("topics", Topics("next-of-kin-addiction")), ("name", "busy"));

        Assert.Equal(["very", "wider", "any", "busy"], await NamesAsync("topic=next-of-kin-addiction"));
        Assert.Equal(5, (await NamesAsync("")).Count);
        Assert.Equal(5, (await NamesAsync("topic=across-topics")).Count);
        Assert.Equal(5, (await NamesAsync("language=nn")).Count);
        Assert.Empty(await NamesAsync("language=se"));

        async Task<List<string>> NamesAsync(string query) =>
            [
                .. (await staff.GetJsonAsync("/v1/starters/nearby?place=municipality:3301&" + query))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.Text("name")),
            ];

        static System.Text.Json.Nodes.JsonArray Topics(string slug) => [slug];
    }

    [Fact]
    public async Task Her_radius_decides_to_the_metre()
    {
        await host.SqlAsync($"delete from starters");
        var here = (Longitude: 10.2, Latitude: 59.74);
        foreach (var latitude in new[] { 60.0, 60.1 })
        {
            await InsertAsync([new(RandomId.New(), here.Longitude, latitude, 29, [], ["nb"], 0, 1, null, null)]);
        }

        var found = await AskAsync(new([here], [], [], ["nb"], 10));
        Assert.InRange(Assert.Single(found).KmFrom, 28.9, 29);
        Assert.InRange(Geodesic.Metres(here.Longitude, here.Latitude, here.Longitude, 60.0), 28_900, 29_000);
    }

    [Fact]
    public async Task The_plan_asks_the_index_of_those_whose_radius_may_reach_the_place()
    {
        await FillAsync(5000);
        await host.SqlAsync($"analyze starters");
        var before = await ScansAsync();
        await AskAsync(new([(10.2, 59.74)], [], [], ["nb"], 10));

        Assert.True(await ScansAsync() > before, "the index was not used");
    }

    [Fact]
    public async Task The_one_who_asks_is_answered_in_one_go_however_many_there_are()
    {
        await FillAsync(1000);
        var names = host.Get<TopicNames>();
        var caller = new Caller(RandomId.New(), await host.BodyAsync("contact-point-drammen"), Role.Coordinator);
        var found = await host.WithDbAsync(db =>
            StarterInReach.FindAsync(
                db,
                host.Get<Secrets>(),
                names,
                caller,
                [Coordinates.Of(10.2, 59.74), Coordinates.Of(5.3, 60.4)],
                [],
                ["nb"],
                false,
                Today,
                100,
                default
            )
        );

        Assert.NotEmpty(found);
        Assert.All(found, starter => Assert.Equal((null, null), (starter.Name, starter.Id)));
        Assert.All(found, starter => Assert.Equal(Math.Round(starter.KmFrom), starter.KmFrom));
        Assert.Equal(found.Select(starter => starter.KmFrom).Order(), found.Select(starter => starter.KmFrom));
    }

    private static string[] LanguageOf(string[] languages) =>
        languages.Contains("nb") ? [.. languages.Union(Norwegian)] : languages;

    private static IEnumerable<(Guid Id, double KmFrom, double KmTo)> Expected(List<Row> all, Question question) =>
        from row in all
        where row.GroupsNow < row.GroupsAtATime
        where row.PausedOn is null || row.PausedUntil < Today
        where row.Languages.Intersect(question.Languages).Any()
        where
            question.Wanted.Length == 0
            || row.Topics.Length == 0
            || row.Topics.Intersect(question.Wanted.Concat(question.Related)).Any()
        let km = question
            .Points.Select(p => Geodesic.Metres(p.Longitude, p.Latitude, row.Longitude, row.Latitude) / 1000)
            .ToList()
        where km.Min() <= row.RadiusKm
        orderby Math.Round(km.Min()), (double)row.GroupsNow / row.GroupsAtATime, question.Wanted.Length == 0
        || row.Topics.Intersect(question.Wanted).Any()
            ? 0
        : row.Topics.Intersect(question.Related).Any() ? 1
        : 2, row.Id.ToString()
        select (row.Id, km.Min(), km.Max());

    private async Task<List<Row>> FillAsync(int count)
    {
        await host.SqlAsync($"delete from starters");
        var random = new Random(count);
        var rows = GroupsInBulk
            .Points((ulong)count, count)
            .Select(point =>
            {
                var paused = random.Next(5) == 0 ? Today.AddDays(-random.Next(1, 30)) : (DateOnly?)null;
                return new Row(
                    RandomId.New(),
                    point.Longitude,
                    point.Latitude,
                    random.Next(1, 301),
                    [.. TopicIds.Where(_ => random.Next(3) == 0)],
                    random.Next(4) switch
                    {
                        0 => ["se"],
                        1 => ["nn", "en"],
                        _ => ["nb"],
                    },
                    random.Next(3),
                    random.Next(1, 4),
                    paused,
                    paused is null || random.Next(2) == 0 ? null : paused.Value.AddDays(random.Next(60))
                );
            })
            .ToList();
        await InsertAsync(rows);
        return rows;
    }

    private async Task InsertAsync(List<Row> rows)
    {
        var body = await host.BodyAsync("national-office");
        await host.WithDbAsync(async db =>
        {
            foreach (var row in rows)
            {
                var starter = new Starter
                {
                    Id = row.Id,
                    Body = body,
                    Home = "municipality:3301",
                    Longitude = row.Longitude,
                    Latitude = row.Latitude,
                    RadiusKm = row.RadiusKm,
                    Topics = row.Topics,
                    Languages = row.Languages,
                    GroupsNow = row.GroupsNow,
                    GroupsAtATime = row.GroupsAtATime,
                };
                if (row.PausedOn is { } day)
                {
                    starter.Pause(day, row.PausedUntil);
                }

                Assert.Equal(
                    row.GroupsNow < row.GroupsAtATime && (row.PausedOn is null || row.PausedUntil < Today),
                    starter.IsAvailable(Today, requests: 0)
                );
                db.Starters.Add(starter);
            }

            return await db.SaveChangesAsync();
        });
    }

    private Task<List<Found>> AskAsync(Question question)
    {
        var longitudes = question.Points.Select(point => point.Longitude).ToArray();
        var latitudes = question.Points.Select(point => point.Latitude).ToArray();
        return host.WithDbAsync(db =>
            db.Database.SqlQuery<Found>(
                    $"""
                    select starter as "Id", km_from as "KmFrom", km_to as "KmTo"
                    from starters_in_reach({longitudes}, {latitudes}, {question.Wanted}, {question.Related}, {question.Languages},
                                           null::uuid, {Today}, {question.Limit})
                    """
                )
                .ToListAsync()
        );
    }

    private async Task<long> ScansAsync()
    {
        // A backend reports what it read when it is idle for a second, or when told to.
        await host.WithDbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlAsync($"select pg_stat_force_next_flush()");
            await db.Database.ExecuteSqlAsync($"select 1");
            return 0;
        });
        return await host.WithDbAsync(db =>
            db.Database.SqlQuery<long>(
                    $"""select idx_scan as "Value" from pg_stat_user_indexes where indexrelname = 'starters_reach'"""
                )
                .SingleAsync()
        );
    }

    private sealed record Row(
        Guid Id,
        double Longitude,
        double Latitude,
        int RadiusKm,
        short[] Topics,
        string[] Languages,
        int GroupsNow,
        int GroupsAtATime,
        DateOnly? PausedOn,
        DateOnly? PausedUntil
    );

    private sealed record Question(
        IReadOnlyList<(double Longitude, double Latitude)> Points,
        short[] Wanted,
        short[] Related,
        string[] Languages,
        int Limit
    );

    private sealed record Found(Guid Id, double KmFrom, double KmTo);
}
