using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// A registration is all there or not at all, wherever between two of its statements it is cut off: the interest, its
/// case, message, matches and key, the mail to be sent, and the answer kept for a repeat.
/// </summary>
[Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class BetweenStatementsTests : IAsyncLifetime
{
    // More than it ever takes, prepared ones on a fresh connection included.
    private const int MostStatements = 200;

    // Mails leave at fixed hours, so that what is to be told waits and can be counted.
    private static readonly Dictionary<string, string> Batched = new() { ["Notifications__AtOnce"] = "false" };

    private readonly Random _random = Always.Random();
    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private DatabaseWire _wire = null!;
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _wire = new(_connection);
        _service = new(_wire.ConnectionString, _smtp, settings: Batched);
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await _wire.DisposeAsync();
        await _database.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Cut_off_between_any_two_statements_a_registration_is_all_there_or_not_at_all()
    {
        using var staff = await _service.StaffAsync("contact-point-drammen");
        await TestHost.OpenGroupAsync(
            staff,
            new
            {
                name = "Drammen på nett",
                meeting = new { form = "digital", municipality = "3301" },
                capacity = 100,
            }
        );
        var (cuts, kills, wholes) = (0, 0, 0);
        var statements = 0;
        // Where few are tried, each fourth statement, from a random one on.
        var step = FaultTable.Trials() < 16 ? 4 : 1;
        for (var round = 0; round < FaultTable.Trials(full: 3); round++)
        {
            foreach (var answered in new[] { false, true })
            {
                for (
                    var at = _random.Next(step) + 1;
                    at < MostStatements && await TryAsync(at, answered, kill: false) is { } whole;
                    at += step
                )
                {
                    (cuts, wholes, statements) = (cuts + 1, wholes + (whole ? 1 : 0), Math.Max(statements, at));
                }
            }
        }

        for (; kills < FaultTable.Trials(full: 100); kills++)
        {
            var whole = await TryAsync(_random.Next(1, statements + 1), _random.Next(2) == 0, kill: true);
            wholes += whole == true ? 1 : 0;
        }

        var orphans = await Orphans.CountAsync(_database);
        FaultTable.Add(
            "registration, match and intent are one",
            cuts + kills,
            lost: null,
            repeated: null,
            orphans,
            recovery: null,
            $"before and after {(step == 1 ? "each" : "each fourth")} of {statements} statements; {kills} kills of the program, {cuts} cuts of its connection; "
                + $"{wholes} were all there already, the rest not at all"
        );
        Assert.Equal(0, orphans);
        Assert.InRange(statements, 10, MostStatements - 2);
    }

    /// <summary>One registration, cut off at a statement, and then repeated until it is answered.</summary>
    /// <returns>Whether it was all there before it was repeated; null where it was over before that
    /// statement.</returns>
    private async Task<bool?> TryAsync(int at, bool answered, bool kill)
    {
        var key = RandomId.New().ToString();
        var before = await CountsAsync();
        var harmed = new TaskCompletionSource();
        var disarm = _wire.LieInWait(
            at,
            answered,
            async _ =>
            {
                if (kill)
                {
                    await _service.KillAsync();
                }

                harmed.SetResult();
                return Wire.IsCut;
            },
            "pg_try_advisory_xact_lock"u8.ToArray()
        );
        var first = await RegisterAsync(key);
        if (!disarm())
        {
            Assert.Equal(HttpStatusCode.Created, first);
            await ForgetMailsAsync();
            return null;
        }

        Assert.NotEqual(HttpStatusCode.Created, first);
        await harmed.Task;
        if (kill)
        {
            await _service.StartAsync();
        }

        var after = await CountsAsync();
        Assert.True(
            after == before || after == before.Next(),
            $"cut off {(answered ? "after" : "before")} statement {at}: {before} became {after}"
        );
        var tries = 0;
        while (await RegisterAsync(key) != HttpStatusCode.Created)
        {
            Assert.True(++tries < 500, "the repeat with the same key is never answered");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(before.Next(), await CountsAsync());
        await ForgetMailsAsync();
        return after != before;
    }

    private async Task<HttpStatusCode?> RegisterAsync(string key)
    {
        try
        {
            using var answer = await _service.Anyone.SendTextAsync(
                HttpMethod.Post,
                "/v1/interests",
                Writers.Form("3301"),
                ("Idempotency-Key", key)
            );
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    // In one statement, and so of one moment. Of keys only those of interests count: what was undone leaves one, which
    // the night removes.
    private async Task<Counts> CountsAsync()
    {
        var without = await Orphans.WithoutKeyAsync(_database);
        var all = await _database.ScalarAsync<long[]>(
            """
            select array[
                (select count(*) from interests),
                (select count(*) from cases),
                (select count(*) from case_history where act = 'registered'),
                (select count(*) from messages),
                (select count(distinct interest) from matches),
                (select count(*) from interests where id <> all ($1)),
                (select count(*) from idempotent_answers),
                (select count(*) from jobs where kind = 'tell-body' and state = 'waiting')]
            """,
            without.ToArray()
        );
        return new(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }

    // The next one must say by itself that its body is to be told.
    private Task<int> ForgetMailsAsync() =>
        _database.RunAsync("update jobs set state = 'done', finished_at = now() where kind = 'tell-body'");

    private sealed record Counts(
        long Interests,
        long Cases,
        long History,
        long Messages,
        long Matched,
        long Keys,
        long Answers,
        long Mails
    )
    {
        /// <summary>With one registration more.</summary>
        public Counts Next() =>
            new(Interests + 1, Cases + 1, History + 1, Messages + 1, Matched + 1, Keys + 1, Answers + 1, Mails + 1);
    }
}
