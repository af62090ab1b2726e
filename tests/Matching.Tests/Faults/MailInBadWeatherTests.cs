using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// A mail server that refuses, hangs and drops what is for some bodies: what the others wait for it, and what becomes
/// of the mails when the weather is fair again. The real program, with its own loops.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class MailInBadWeatherTests : IAsyncLifetime
{
    private static readonly string[] Modes = ["later", "hang", "drop", "never", "spam"];
    private readonly int _good = FaultTable.Trials(full: 400, least: 40);
    private readonly MailServer _mail = new();
    private string _connection = "";
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _service = new(_connection, _mail, settings: new Dictionary<string, string> { ["Mail__TimeoutSeconds"] = "3" });
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _mail.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Bodies_whose_mail_hangs_or_is_refused_keep_no_other_waiting_and_nothing_is_lost()
    {
        await BodiesAsync("good", _good);
        foreach (var mode in Modes)
        {
            await BodiesAsync(mode, Math.Max(2, _good / 20));
        }

        await _service.StartAsync();
        var fair = await TellAsync(where: "email like 'good-%'", expected: _good);
        var foul = await TellAsync(where: "email like '%@weather.test'", expected: _good);
        var ratio = foul.Median / fair.Median;

        // All that is bad was tried once.
        await Eventually.IsSoAsync(
            async () =>
                await CountAsync(
                    "select count(*) from jobs join bodies on bodies.id = subject "
                        + "where jobs.state = 'waiting' and (attempts = 0 or lease is not null) and email like '%@weather.test'"
                ) == 0,
            "a mail was not tried"
        );
        var bad = Modes.Length * Math.Max(2, _good / 20);
        var dead = await CountAsync("select count(*) from jobs where state = 'dead' and error = 'mail-refused'");
        var unreachable = await CountAsync("select count(*) from bodies where unreachable_since is not null");

        // What only failed arrives when the weather is fair.
        await ExecuteAsync(
            """
            update bodies set email = 'good-again-' || id || '@weather.test' where email ~ '^(later|hang|drop)-';
            update jobs set run_at = now() where kind = 'tell-body' and state = 'waiting'
            """
        );
        var recovery = Stopwatch.StartNew();
        var expected = 3 * Math.Max(2, _good / 20);
        await Eventually.IsSoAsync(
            () => _mail.Taken.Count(mail => mail.To[0].StartsWith("good-again-", StringComparison.Ordinal)) >= expected,
            "what only failed has not arrived in fair weather"
        );
        var taken = _mail.Taken.Where(mail => mail.To[0].EndsWith("@weather.test", StringComparison.Ordinal)).ToList();
        var repeats = taken.GroupBy(mail => mail.MessageId).Sum(group => group.Count() - 1);
        var arrived = taken.Select(mail => mail.MessageId).Distinct().Count();

        FaultTable.Add(
            "SMTP in bad weather",
            bad,
            lost: (2 * _good) + expected - arrived,
            repeated: repeats,
            orphans: null,
            recovery.Elapsed,
            $"{_good} good recipients beside {bad} bad: median wait {fair.Median:F2} s alone, {foul.Median:F2} s beside them, "
                + $"ratio {ratio:F2}; longest {fair.Longest:F1} and {foul.Longest:F1} s; {dead} dead letters at once"
        );
        Assert.Equal(2 * Math.Max(2, _good / 20), dead);
        Assert.Equal(dead, unreachable);
        Assert.Equal((2 * _good) + expected, arrived);

        // Taken, and the connection dropped instead of the 250: once more, with the same Message-ID.
        Assert.Equal(Math.Max(2, _good / 20), repeats);

        // The promise is twice; a busy machine and few mails make it uncertain by a tick of the loop.
        Assert.True(ratio < 2 || foul.Median - fair.Median < 1, $"the others waited {ratio:F2} times as long");
    }

    private async Task<(double Median, double Longest)> TellAsync(string where, int expected)
    {
        var before = _mail.Taken.Count(IsGood);
        var begin = Stopwatch.GetTimestamp();
        await ExecuteAsync(
            $"""
            update bodies set news = news + 1 where {where};
            insert into jobs (id, kind, subject, run_at) select gen_random_uuid(), 'tell-body', id, now() from bodies where {where} order by random()
            """
        );
        await Eventually.IsSoAsync(() => _mail.Taken.Count(IsGood) >= before + expected, "a good recipient waits");
        var waits = _mail
            .Taken.Where(IsGood)
            .Skip(before)
            .Select(mail => Stopwatch.GetElapsedTime(begin, mail.At).TotalSeconds)
            .Order()
            .ToArray();
        return (waits[waits.Length / 2], waits[^1]);

        static bool IsGood(CaughtMail mail) => mail.To[0].StartsWith("good-", StringComparison.Ordinal);
    }

    private Task BodiesAsync(string mode, int count) =>
        ExecuteAsync(
            $"""
            insert into bodies (id, kind, name, email, house, state, policy)
            select gen_random_uuid(), 'contact-point', 'Trial', '{mode}-' || n || '@weather.test', 'municipality:3301',
                'active', jsonb_build_object()
            from generate_series(1, {count}) as n
            """
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_connection);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<int> CountAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_connection);
        await using var command = database.CreateCommand(sql);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }
}
