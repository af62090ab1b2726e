using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Tests.Groups;
using Matching.Tests.Starters;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Sealing;

/// <summary>
/// What was taken back, or whose time was over, can be read nowhere from then on: not live, not in any file of the main
/// server or its log of changes, not in a dump of before; and after the night not a byte of its key is anywhere.
/// </summary>
[Trait("Category", "Long")]
public sealed class TakenBackTests(TwoServersHost host, ITestOutputHelper output)
    : IClassFixture<TwoServersHost>,
        IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_taken_back_can_be_read_nowhere()
    {
        var withdrawn = await RegisterAsync("withdrawn");
        var expired = await RegisterAsync("expired");
        using var staff = await host.StaffAsync("contact-point-drammen");
        var starter = await staff.AddStarterAsync(("name", "Guri Merkeleg"), ("email", "guri.merkeleg@example.org"));
        var group = await staff.PostJsonAsync(
            "/v1/groups",
            GroupsOfTests.Form(("contact", "merkeleg-kontakt@example.org"))
        );
        var kept = await RegisterAsync("kept");
        var corrected = await RegisterAsync("corrected");
        List<Trace> gone =
        [
            await RememberAsync("withdrawn", withdrawn.Id, withdrawn.Texts),
            await RememberAsync("expired", expired.Id, expired.Texts),
            await RememberAsync("an erased starter", starter.Id(), ["Guri Merkeleg", "guri.merkeleg@example.org"]),
            await RememberAsync("a replaced contact", group.Id(), ["merkeleg-kontakt@example.org"]),
            // What she wrote stays, sealed anew.
            await RememberAsync("a contact that was corrected away", corrected.Id, corrected.Texts),
        ];
        var stays = await RememberAsync("kept", kept.Id, kept.Texts);

        // The same looks find it all while it is there, so that they prove something later.
        Assert.All(gone.Append(stays), trace => Assert.NotEmpty(trace.Values));
        foreach (var trace in gone.Append(stays))
        {
            Assert.Equal(trace.Values.Count, await OpenAsync(trace));
            Assert.True(await TwoServersHost.CountAsync(host.Keys, trace.Shards) > 0);
            Assert.True(await TwoServersHost.CountAsync(host.Main, [.. trace.Values.Select(v => v.Sealed)]) > 0);
            Assert.Equal(0, await TwoServersHost.CountAsync(host.Main, trace.Shards));
            Assert.Equal(0, await TwoServersHost.CountAsync(host.Main, trace.Texts));
        }

        var files = BackupFiles.At(_folder.Path, host.Clock.GetUtcNow());
        await host.Get<Backup>().WriteAsync(files, TestContext.Current.CancellationToken);
        using (var person = host.Person(withdrawn.Receipt))
        {
            await person.DeleteJsonAsync("/v1/interest");
        }

        using (var person = host.Person(corrected.Receipt))
        {
            await person.PutJsonAsync("/v1/interest", new { place = "municipality:3301", consent = "2026-11" });
            var messages = (await person.GetJsonAsync("/v1/interest/messages")).GetRawText();
            Assert.Equal([0, 2, 3], Enumerable.Range(0, 4).Where(i => messages.Contains(corrected.Texts[i])));
        }

        await staff.DeleteJsonAsync(starter.StarterPath());
        await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("contact", "en-annen@example.org")));
        await host.SqlAsync(
            $"update interests set kept_until = {host.Clock.Today().AddDays(-1)} where id = {expired.Id}"
        );
        await host.RunAsync("purge-expired-interests");

        // At once.
        foreach (var trace in gone)
        {
            var (rows, open, standing, plain) = (
                await RowsAsync(trace),
                await OpenAsync(trace),
                await TwoServersHost.CountAsync(host.Main, [.. trace.Values.Select(v => v.Sealed)]),
                await TwoServersHost.CountAsync(host.Main, trace.Texts)
                    + await TwoServersHost.CountAsync(host.Keys, trace.Texts)
            );
            output.WriteLine(
                $"{trace.Name}: {rows} rows tell it, {plain} places in the servers' files; {standing} sealed copies stand there still, {open} of them open"
            );
            Assert.Equal((0, 0, 0), (rows, open, plain));
        }

        Assert.Equal(stays.Values.Count, await OpenAsync(stays));
        var (code, said, errors) = await VerbProcess.RunAsync(host, _folder.Path, "erase-check", files.Main);
        output.WriteLine(said);
        Assert.True(code == 0, said + errors);
        Assert.Contains("none can be read", said, StringComparison.Ordinal);

        // After the night.
        var before = await TwoServersHost.CountAsync(host.Keys, [.. gone.SelectMany(trace => trace.Shards)]);
        await host.RunAloneAsync("rewrite-keys");
        var after = await TwoServersHost.CountAsync(host.Keys, [.. gone.SelectMany(trace => trace.Shards)]);
        output.WriteLine($"erased shards in the files of the key store: {before} before the night, {after} after it");
        Assert.Equal(0, after);
        Assert.True(await TwoServersHost.CountAsync(host.Keys, stays.Shards) > 0);
        Assert.Equal(stays.Values.Count, await OpenAsync(stays));
    }

    private async Task<(string Receipt, Guid Id, string[] Texts)> RegisterAsync(string name)
    {
        string[] texts =
        [
            $"merkeleg melding {name}",
            $"merkeleg-{name}@example.org",
            $"merkeleg svar {name}",
            $"merkeleg ord {name}",
        ];
        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:3301",
                consent = "2026-11",
                message = texts[0],
                contact = new { email = texts[1] },
            }
        );
        var receipt = answer.Text("receipt");
        var id = await host.CaseOfAsync(receipt);
        using var staff = await host.StaffAsync("contact-point-drammen");
        await staff.PostJsonAsync($"/v1/desk/cases/{id}/messages", new { text = texts[2] });
        using var person = host.Person(receipt);
        await person.PostJsonAsync("/v1/interest/messages", new { text = texts[3] });
        return (receipt, await host.WithDbAsync(db => InterestOfAsync(db, id)), texts);
    }

    private static async Task<Guid> InterestOfAsync(MatchingDb db, Guid id) => (await db.Cases.FindAsync(id))!.Interest;

    private async Task<Trace> RememberAsync(string name, Guid record, string[] texts)
    {
        await using var main = NpgsqlDataSource.Create(host.ConnectionString);
        var values = new List<(string, byte[])>();
        foreach (var field in SealedField.All.Values.SelectMany(fields => fields))
        {
            var sealedOnes = await main.ColumnAsync<byte[]>(
                $"select {field.Column} from {field.Table} where {field.OfRecords} and {field.Column} is not null",
                new[] { record }
            );
            values.AddRange(sealedOnes.Select(value => (field.Name, value)));
        }

        var shards = await host.Get<KeyStore>().FindAsync([record], default);
        return new(
            name,
            record,
            [.. texts.Select(Encoding.UTF8.GetBytes)],
            values,
            [.. shards.Select(shard => shard.Shard)]
        );
    }

    /// <summary>How many of its sealed values open with what the key store has now.</summary>
    private Task<int> OpenAsync(Trace trace) =>
        host.WithDbAsync(async db =>
        {
            var key = await RecordKey.OfAsync(db, host.Get<Secrets>(), trace.Record, default);
            return trace.Values.Count(value => key?.TryOpen(value.Sealed, value.Field) is not null);
        });

    /// <summary>How many rows of either store tell one of its texts.</summary>
    private async Task<long> RowsAsync(Trace trace)
    {
        var rows = 0L;
        foreach (var connection in new[] { host.ConnectionString, host.KeysConnectionString })
        {
            await using var store = NpgsqlDataSource.Create(connection);
            var tables = await store.ColumnAsync<string>(
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'keys')"
            );
            foreach (var (table, text) in tables.SelectMany(_ => trace.Texts, (table, text) => (table, text)))
            {
                rows += await store.ScalarAsync<long>(
                    $"select count(*) from {table} t where position($1 in t::text) > 0 or position($2 in t::text) > 0",
                    Encoding.UTF8.GetString(text),
                    Convert.ToHexStringLower(text)
                );
            }
        }

        return rows;
    }

    private sealed record Trace(
        string Name,
        Guid Record,
        byte[][] Texts,
        IReadOnlyList<(string Field, byte[] Sealed)> Values,
        byte[][] Shards
    );
}
