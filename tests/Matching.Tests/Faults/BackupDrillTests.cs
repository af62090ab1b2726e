using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// The drill of the README: what was dumped is restored into an empty cluster, by a role without rights, and is equal;
/// what people took back since stays unreadable.
/// </summary>
[Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class BackupDrillTests : IAsyncLifetime
{
    private const int People = 6,
        Withdrawn = 2;

    private readonly TemporaryFolder _folder = new();
    private PrivateCluster _lost = null!;
    private PrivateCluster _empty = null!;
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        _lost = await PrivateCluster.CreateAsync();
        _empty = await PrivateCluster.CreateAsync();
        await _empty.ExecuteAsync("create role plain login", "postgres");
        _service = new(_lost.ConnectionString(), _smtp);
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await _lost.DisposeAsync();
        await _empty.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_restored_into_an_empty_cluster_is_equal_and_what_was_withdrawn_since_unreadable()
    {
        var (trials, lost, unequal, orphans, longest, rows) = (FaultTable.Trials(full: 20), 0, 0, 0, TimeSpan.Zero, 0L);
        for (var trial = 0; trial < trials; trial++)
        {
            var people = await RegisterAsync();
            var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, $"{trial}")).FullName;

            // What is compared is what is dumped: nothing runs meanwhile.
            await _service.FreezeAsync();
            var before = await AllSumsAsync(_lost.ConnectionString());
            await BackUpAsync(folder);
            await _service.ThawAsync();
            var main = Directory.EnumerateFiles(folder, "matching-*.dump").Single();

            // The plain drill: everything as it was.
            var watch = Stopwatch.StartNew();
            var plain = await RestoreAsync($"plain_{trial}", main);
            longest = Longer(longest, watch.Elapsed);
            var after = await AllSumsAsync(plain);
            // Links and sessions of the past are not for the restored one, whose audit says that it was restored.
            string[] others =
            [
                .. before
                    .Where(table => table.Key is not ("public.action_links" or "public.audit"))
                    .Where(table => after.GetValueOrDefault(table.Key) != table.Value)
                    .Select(table => table.Key),
            ];
            unequal += others.Length;
            TestContext.Current.TestOutputHelper!.WriteLine(string.Join(' ', others));
            rows = before.Values.Sum(table => table.Rows);

            // Today's key store beside it: some have withdrawn since.
            foreach (var (receipt, _) in people.Take(Withdrawn))
            {
                using var person = _service.Person(receipt);
                await person.DeleteJsonAsync("/v1/interest");
            }

            await Task.Delay(1100, TestContext.Current.CancellationToken);
            await BackUpAsync(folder);
            if (trial == 0)
            {
                await TryWithoutErasingAsync(folder, main);
            }

            var later = await RestoreAsync($"later_{trial}", main);
            lost += await UnreadableAsync(later, [.. people.Skip(Withdrawn)]);
            orphans += await ReadableAsync(later, [.. people.Take(Withdrawn)]);
            await using var restored = NpgsqlDataSource.Create(later);
            orphans += (await Orphans.WithoutKeyAsync(restored)).Count;
        }

        FaultTable.Add(
            "backups restore, erased stays unreadable",
            trials,
            lost,
            unequal,
            orphans,
            longest,
            $"{rows:N0} rows each, by a role without rights"
        );
        Assert.Equal((0, 0, 0), (lost, unequal, orphans));
    }

    // As a thief has it: the dump alone holds the texts, and no key.
    private async Task TryWithoutErasingAsync(string folder, string main)
    {
        var bare = Directory.CreateDirectory(Path.Combine(folder, "bare")).FullName;
        File.Copy(main, Path.Combine(bare, "one.dump"));
        var connection = await RestoreAsync("bare", Path.Combine(bare, "one.dump"));
        Assert.Equal((long)People, await ScalarAsync(connection, "select count(*) from messages"));
        await using var database = NpgsqlDataSource.Create(connection);
        Assert.Equal(People, (await Orphans.WithoutKeyAsync(database)).Count);
    }

    private async Task<List<(string Receipt, string Text)>> RegisterAsync()
    {
        var people = new List<(string, string)>();
        for (var person = 0; person < People; person++)
        {
            var answer = await _service.Anyone.PostJsonAsync(
                "/v1/interests",
                new { place = "municipality:3301", consent = "2026-11" }
            );
            var (receipt, text) = (answer.Text("receipt"), $"words of {answer.Text("receipt")[..4]}");
            using var client = _service.Person(receipt);
            await client.PostJsonAsync("/v1/interest/messages", new { text });
            people.Add((receipt, text));
        }

        return people;
    }

    private async Task BackUpAsync(string folder)
    {
        var (code, _, errors) = await VerbProcess.RunAsync(_lost.ConnectionString(), folder, "backup", folder);
        Assert.True(code == 0, errors);
    }

    // Into a new database of the other cluster, made as deploy/database.sql says.
    private async Task<string> RestoreAsync(string name, string main)
    {
        await _empty.ExecuteAsync($"create database {name} owner plain", "postgres");
        await _empty.ExecuteAsync($"create database {TestDatabase.KeysName(name)} owner plain", "postgres");
        await _empty.ExecuteAsync(
            "create extension postgis; create extension btree_gist; create extension pg_trgm",
            name
        );
        var connection = new NpgsqlConnectionStringBuilder(_empty.ConnectionString(name))
        {
            Username = "plain",
            Pooling = false,
        }.ConnectionString;
        var (code, output, errors) = await VerbProcess.RunAsync(connection, _folder.Path, "restore", main);
        Assert.True(code == 0, output + errors);
        return connection;
    }

    // Of both stores.
    private static async Task<Dictionary<string, (long Rows, string Hash)>> AllSumsAsync(string connection) =>
        (await SumsAsync(connection))
            .Concat(
                (await SumsAsync(TestDatabase.KeysOf(connection))).Select(table =>
                    KeyValuePair.Create($"keys: {table.Key}", table.Value)
                )
            )
            .ToDictionary();

    /// <summary>By another way than the program's own: sorted, as text, and hashed by the test.</summary>
    private static async Task<Dictionary<string, (long Rows, string Hash)>> SumsAsync(string connection)
    {
        await using var database = NpgsqlDataSource.Create(connection + ";Pooling=false");
        var names = new List<string>();
        await using (
            var command = database.CreateCommand(
                """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname in ('public', 'keys') and tablename <> 'spatial_ref_sys'
                """
            )
        )
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                names.Add(reader.GetString(0));
            }
        }

        var sums = new Dictionary<string, (long, string)>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            await using var command = database.CreateCommand(
                $"select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {name} t"
            );
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            await reader.ReadAsync(TestContext.Current.CancellationToken);
            sums[name] = (reader.GetInt64(0), reader.GetString(1));
        }

        return sums;
    }

    // Every receipt is read, and what was written with it, by a service on the restored database.
    private async Task<int> UnreadableAsync(string connection, List<(string Receipt, string Text)> people) =>
        people.Count - await ReadableAsync(connection, people);

    private async Task<int> ReadableAsync(string connection, List<(string Receipt, string Text)> people)
    {
        await using var restored = new ServiceProcess(connection, _smtp, beside: _service);
        await restored.StartAsync();
        var readable = 0;
        foreach (var (receipt, text) in people)
        {
            using var person = restored.Person(receipt);
            using var answer = await person.GetAsync("/v1/interest/messages", TestContext.Current.CancellationToken);
            var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            readable += answer.StatusCode == HttpStatusCode.OK && said.Contains(text, StringComparison.Ordinal) ? 1 : 0;
        }

        return readable;
    }

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
