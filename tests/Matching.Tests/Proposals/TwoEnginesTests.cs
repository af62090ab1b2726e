using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Matching.Tests.Proposals;

/// <summary>
/// Two processes on one database, both matching, offering and forming at once while people register and answer and
/// groups open: what must never happen does not.
/// </summary>
[Trait("Category", "Long")]
public sealed class TwoEnginesTests : IAsyncLifetime
{
    private static readonly int Registrations = Always.Usually(some: 120, all: 1000);
    private static readonly int Openings = Registrations / 5;
    private static readonly string[] Towns = ["3301", "3314", "3305", "3303", "3301", "3301"];
    private static readonly string[] Topics = ["grief", "anxiety", "loneliness", "depression"];
    private readonly int _seed = Always.Seed();
    private string _connection = "";
    private readonly MailServer _smtp = new();
    private ServiceProcess[] _engines = [];

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        var first = new ServiceProcess(_connection, _smtp);
        _engines = [first, new(_connection, _smtp, beside: first)];

        // The first one makes the secrets.
        foreach (var engine in _engines)
        {
            await engine.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        await _smtp.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Two_engines_at_once_oversell_nothing_and_tell_nothing_twice()
    {
        var watch = Stopwatch.StartNew();
        await ExecuteAsync(
            """update bodies set policy = policy || '{"offers": "automatic", "mostMembers": 6}'::jsonb"""
        );
        var key = await KeyAsync();
        var receipts = new ConcurrentBag<string>();
        using var rounds = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clock = RingAsync(rounds.Token);
        await Task.WhenAll([
            .. Enumerable.Range(0, 4).Select(writer => RegisterAsync(writer, receipts)),
            .. Enumerable.Range(0, 2).Select(staff => OpenAsync(staff, key)),
            AnswerAsync(receipts),
        ]);
        await QuietAsync(TimeSpan.FromMinutes(4));
        await rounds.CancelAsync();
        await clock;

        var figures = await FiguresAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{receipts.Count} registrations and {Openings} openings at two engines in {watch.Elapsed.TotalSeconds:F0} s: "
                + string.Join(", ", figures.Select(figure => $"{figure.Value} {figure.Key}"))
        );
        Assert.Equal(Registrations, receipts.Count);
        Assert.True(
            figures["offers"] > Registrations / 10 && figures["yeses"] > Registrations / 20,
            "too little happened to prove anything"
        );
        Assert.All(figures.Where(figure => figure.Key.StartsWith('!')), wrong => Assert.Equal(0, wrong.Value));
    }

    // What must be nought begins with an exclamation mark.
    private async Task<Dictionary<string, long>> FiguresAsync()
    {
        var figures = new Dictionary<string, string>
        {
            ["offers"] = "select count(*) from offers",
            ["yeses"] = "select count(*) from offers where state = 'accepted'",
            ["noes"] = "select count(*) from offers where state = 'declined'",
            ["proposals"] = "select count(*) from proposals",
            ["! groups oversold"] = """
                select count(*) from groups g
                where g.capacity - g.members
                    < (select count(*) from offers o where o.group_id = g.id and o.kind = 'place' and o.state = 'open')
                """,
            ["! groups that count other than their yeses"] = """
                select count(*) from groups g
                where not g.proposed and g.members
                    <> (select count(*) from offers o where o.group_id = g.id and o.state = 'accepted')
                """,
            ["! persons with two open offers"] = """
                select count(*) from (
                    select from offers where state = 'open' group by interest having count(*) > 1) twice
                """,
            ["! persons with two places"] = """
                select count(*) from (
                    select from offers where state = 'accepted' group by interest having count(*) > 1) twice
                """,
            ["! persons in two live proposals"] = """
                select count(*) from (
                    select from proposal_members m join proposals p on p.id = m.proposal
                    where m.live and p.state in ('open', 'waiting', 'accepted')
                    group by m.interest having count(*) > 1) twice
                """,
            ["! pairs offered after a no"] = """
                select count(*) from offers o join remembered_noes n using (interest, group_id) where o.state = 'open'
                """,
            ["! interests without one body that answers"] = """
                select count(*) from interests i
                where (select count(*) from cases c join bodies b on b.id = c.body
                       where c.interest = i.id and b.state = 'active') <> 1
                """,
            ["! states that do not fit the offers"] = """
                select count(*) from interests i
                where (i.state = 'offered') <> exists (select from offers o where o.interest = i.id and o.state = 'open')
                   or (i.state = 'placed') <> exists (select from offers o where o.interest = i.id and o.state = 'accepted')
                """,
            ["! who wait though a place is free for them"] = WaitThoughFree(inProposal: false),

            // A plan may leave a place free, where with her there are enough for a group.
            ["who are in a proposal though a place is free for them"] = WaitThoughFree(inProposal: true),
        };
        var read = new Dictionary<string, long>();
        foreach (var (name, sql) in figures)
        {
            read[name] = await NumberAsync(sql);
        }

        return read;
    }

    private static string WaitThoughFree(bool inProposal) =>
        $"""
            select count(distinct i.id) from matches m
            join interests i on i.id = m.interest and i.state in ('waiting', 'matched')
            join groups g on g.id = m.group_id and g.state = 'open' and m.km_from is not null
            where g.capacity - g.members > places_on_offer(g.id, current_date)
              and {inProposal} = exists (select from proposal_members p where p.interest = i.id and p.live)
            """;

    private async Task RegisterAsync(int writer, ConcurrentBag<string> receipts)
    {
        var random = new Random(_seed + writer);
        for (var i = 0; i < Registrations / 4; i++)
        {
            var answer = await Any(random)
                .Anyone.PostJsonAsync(
                    "/v1/interests",
                    new
                    {
                        place = $"municipality:{Towns[random.Next(Towns.Length)]}",
                        topics = random.Next(4) == 0 ? [] : new[] { Topics[random.Next(Topics.Length)] },
                        travelKm = random.Next(10, 60),
                        meeting = new[] { "in-person" },
                        tellLocal = true,
                        consent = "2026-11",
                    }
                );
            receipts.Add(answer.GetProperty("receipt").GetString()!);
        }
    }

    private async Task OpenAsync(int staff, string key)
    {
        var random = new Random(_seed + 100 + staff);
        using var first = _engines[0].Staff(key);
        using var second = _engines[1].Staff(key);
        for (var i = 0; i < Openings / 2; i++)
        {
            var at = random.Next(2) == 0 ? first : second;
            await TestHost.OpenGroupAsync(
                at,
                new
                {
                    name = $"Gruppe {staff}-{i}",
                    topics = random.Next(3) == 0 ? [] : new[] { Topics[random.Next(Topics.Length)] },
                    capacity = random.Next(2, 8),
                    members = 0,
                    joining = "direct",
                    meeting = new
                    {
                        form = "in-person",
                        municipality = Towns[random.Next(Towns.Length)],
                        visibility = "area",
                    },
                    languages = new[] { "nb" },
                }
            );
        }
    }

    // People read and answer, most with yes, while others still register.
    private async Task AnswerAsync(ConcurrentBag<string> receipts)
    {
        var random = new Random(_seed + 200);
        for (var i = 0; i < 1500; i++)
        {
            if (receipts.IsEmpty)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                continue;
            }

            var known = receipts.ToArray();
            using var person = Any(random).Person(known[random.Next(known.Length)]);
            var interest = await person.GetJsonAsync("/v1/interest");
            foreach (var offer in interest.GetProperty("offers").EnumerateArray().Where(IsOpen))
            {
                var answer = JsonSerializer.Serialize(new { answer = random.Next(4) == 0 ? "no" : "yes" });
                using var said = await person.SendTextAsync(
                    HttpMethod.Put,
                    $"/v1/interest/answers/{offer.GetProperty("id").GetGuid()}",
                    answer
                );
                Assert.True(said.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{said.StatusCode}");
            }
        }
    }

    private static bool IsOpen(JsonElement offer) => offer.GetProperty("state").GetString() == "open";

    private ServiceProcess Any(Random random) => _engines[random.Next(2)];

    // Rings far more often than the schedule does, so that both engines are at it all the time.
    private async Task RingAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await ExecuteAsync(
                """
                insert into jobs (id, kind, run_at)
                select gen_random_uuid(), kind, now() from unnest(array['match-groups', 'place-waiting']) as kind
                on conflict do nothing
                """
            );
            await Task.Delay(100, CancellationToken.None);
        }
    }

    // Until nothing is flagged any more and no round runs.
    private async Task QuietAsync(TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var people = await NumberAsync("select count(*) from interests where to_place");
            var groups = await NumberAsync("select count(*) from groups where to_match");
            if (people + groups == 0)
            {
                return;
            }

            Assert.True(watch.Elapsed < patience, $"{people} persons and {groups} groups still wait for a round");
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> KeyAsync()
    {
        await using var db = new MatchingDb(new DbContextOptionsBuilder<MatchingDb>().UseNpgsql(_connection).Options);
        var body = await db.Bodies.SingleAsync(
            row => row.ExternalId == "national-office",
            TestContext.Current.CancellationToken
        );
        var (key, secret) = ApiKey.Issue(
            body.Id,
            Role.NationalAdmin,
            "a test",
            DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date),
            365
        );
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return secret;
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
