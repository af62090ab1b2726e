using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Backups;
using Matching.Calendar;
using Matching.Database;
using Matching.Keys;
using Matching.Registration;
using Matching.Sealing;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Matching.Tests.Backups;

public sealed class BackupTests(TestHost host) : IClassFixture<TestHost>, IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 41, 7, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_is_two_files_for_their_owner_alone_and_says_what_it_holds()
    {
        var (code, output, errors) = await VerbProcess.RunAsync(
            host.ConnectionString,
            _folder.Path,
            "backup",
            _folder.Path
        );

        Assert.True(code == 0, errors);
        Assert.Contains("public.places", output, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(_folder.Path).ToList();
        Assert.Equal(4, files.Count);
        Assert.All(
            files,
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file))
        );
        Assert.Single(
            files,
            file =>
                Path.GetFileName(file).StartsWith("matching-", StringComparison.Ordinal)
                && file.EndsWith(".dump", StringComparison.Ordinal)
        );
        Assert.Single(
            files,
            file =>
                Path.GetFileName(file).StartsWith("keys-", StringComparison.Ordinal)
                && file.EndsWith(".dump", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_database_that_is_not_empty_is_left_as_it_is()
    {
        var file = Path.Combine(_folder.Path, "one.dump");
        await VerbProcess.RunAsync(host.ConnectionString, _folder.Path, "backup", file);

        var (code, _, errors) = await VerbProcess.RunAsync(host.ConnectionString, _folder.Path, "restore", file);

        Assert.Equal(1, code);
        Assert.Contains("is not empty", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_made_leaves_nothing_and_takes_nobodys_place()
    {
        var file = Path.Combine(_folder.Path, "mine.dump");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);

        var (there, _, _) = await VerbProcess.RunAsync(host.ConnectionString, _folder.Path, "backup", file);
        var (nowhere, _, _) = await VerbProcess.RunAsync(
            new NpgsqlConnectionStringBuilder(host.ConnectionString) { Database = "nowhere" }.ConnectionString,
            _folder.Path,
            "backup",
            _folder.Path
        );

        Assert.Equal((1, 1), (there, nowhere));
        Assert.Equal([file], Directory.EnumerateFiles(_folder.Path));
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_dump_that_is_cut_short_is_refused_and_nothing_of_it_stays()
    {
        var file = Path.Combine(_folder.Path, "cut.dump");
        await VerbProcess.RunAsync(host.ConnectionString, _folder.Path, "backup", file);
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.SetLength(stream.Length * 2 / 3);
        }

        var empty = await TestDatabase.CreateEmptyAsync();
        var (code, _, errors) = await VerbProcess.RunAsync(empty, _folder.Path, "restore", file);

        Assert.Equal(1, code);
        Assert.Contains("pg_restore failed", errors, StringComparison.Ordinal);
        await using var database = NpgsqlDataSource.Create(empty);
        await using var command = database.CreateCommand("select to_regclass('applied_scripts') is null");
        Assert.Equal(true, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await TestDatabase.DropAsync(empty);
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_backed_up()
    {
        var connection = await TestDatabase.CreateAsync();
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await using (var owner = NpgsqlDataSource.Create(connection + ";Pooling=false"))
        {
            await owner.RunAsync($"alter database {name} set default_transaction_read_only = on");
        }

        var (code, output, errors) = await VerbProcess.RunAsync(connection, _folder.Path, "backup", _folder.Path);

        Assert.True(code == 0, output + errors);
        await TestDatabase.DropAsync(connection);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_store_with_nothing_in_it_is_not_taken_for_the_one_that_is_there(bool isOneBeside)
    {
        var interest = await RegisterAsync();
        var file = Path.Combine(_folder.Path, "one.dump");
        await VerbProcess.RunAsync(host.ConnectionString, _folder.Path, "backup", file);
        if (!isOneBeside)
        {
            Directory.EnumerateFiles(_folder.Path, "keys-*").ToList().ForEach(File.Delete);
        }

        // As somebody left it who had it migrated first.
        var restored = await TestDatabase.CreateEmptyAsync();
        await using (var keys = NpgsqlDataSource.Create(TestDatabase.KeysOf(restored) + ";Pooling=false"))
        {
            var script = new Script("keys/0001_shards.sql", Scripts.Read("keys/0001_shards.sql"));
            await keys.RunAsync(script.Text);
            await keys.RunAsync("create table applied_scripts (name text primary key, checksum text not null)");
            await keys.RunAsync("insert into applied_scripts values ($1, $2)", script.Name, script.Checksum);
        }

        var (code, output, errors) = await VerbProcess.RunAsync(restored, _folder.Path, "restore", file);

        Assert.Equal(isOneBeside ? 1 : 0, code);
        Assert.Contains(
            isOneBeside ? "is not empty" : "No key store lies beside it",
            output + errors,
            StringComparison.Ordinal
        );
        await using (var main = NpgsqlDataSource.Create(restored + ";Pooling=false"))
        {
            Assert.Equal(1L, await main.ScalarAsync<long>("select count(*) from interests where id = $1", interest));
        }

        await TestDatabase.DropAsync(restored);
    }

    [Fact]
    public async Task Where_very_many_have_no_key_it_is_asked_whose_keys_these_are_before_anybody_is_erased()
    {
        var ct = TestContext.Current.CancellationToken;
        var store = host.Get<KeyStore>();
        var gone = new List<Guid>();
        for (var person = 0; person < 101; person++)
        {
            gone.Add(await RegisterAsync());
        }

        await store.EraseAsync(gone, ct);
        await host.SqlAsync(
            $"insert into webhooks (id, body, events, url, secret, created_on) select {RandomId.New()}, id, '{{}}', '\\x00', '\\x00', '2026-11-22' from bodies limit 1"
        );

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ForgetAsync(many: false));
        Assert.Contains("102 of", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is this its key store?", refused.Message, StringComparison.Ordinal);
        Assert.Equal(gone.Count, await LeftAsync());

        Assert.Equal(102, await ForgetAsync(many: true));
        Assert.Equal(0, await LeftAsync());

        Task<int> ForgetAsync(bool many) =>
            host.WithDbAsync(db => ForgetErased.RunAsync(db, store, host.Clock, many, ct));
        Task<int> LeftAsync() => host.WithDbAsync(db => db.Interests.CountAsync(row => gone.Contains(row.Id), ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_was_revoked_after_the_backup_opens_nothing_unless_keys_are_kept_and_then_it_is_named(
        bool areKept
    )
    {
        var ct = TestContext.Current.CancellationToken;
        var (key, secret) = ApiKey.Issue(
            await host.BodyAsync("link-bergen"),
            Role.Coordinator,
            "a test",
            host.Clock.Today(),
            3650
        );
        await host.WithDbAsync(db =>
        {
            db.ApiKeys.Add(key);
            return db.SaveChangesAsync();
        });
        await host.SqlAsync(
            $"insert into action_links (hash, body, address, expires_at) values ({key.Hash}, {key.Body}, 'a@example.org', now())"
        );
        await host.SqlAsync(
            $"insert into link_sessions (id, hash, body, address, began_at, seen_at) values ({key.Id}, {key.Hash}, {key.Body}, 'a@example.org', now(), now())"
        );
        var file = Path.Combine(_folder.Path, "one.dump");
        await VerbProcess.RunAsync(host.ConnectionString, _folder.Path, "backup", file);
        await host.SqlAsync($"delete from link_sessions");
        await host.SqlAsync($"delete from action_links");
        await host.SqlAsync($"update api_keys set revoked_on = created_on");

        var restored = await TestDatabase.CreateEmptyAsync();
        string[] verb = ["restore", file, .. areKept ? ["--keep-api-keys"] : Array.Empty<string>()];
        var (code, output, errors) = await VerbProcess.RunAsync(restored, _folder.Path, verb);

        Assert.True(code == 0, output + errors);
        Assert.Equal(areKept, output.Contains(key.Prefix, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
        await using (var app = TestHost.Configure(restored, host.Clock))
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
            Assert.Equal(areKept, await ApiKey.FindAsync(db, secret, host.Clock.Today(), ct) is not null);
            Assert.False(await db.ActionLinks.AnyAsync(ct));
            Assert.False(await db.LinkSessions.AnyAsync(ct));
            var acts = db.Database.SqlQuery<string>($"""select act as "Value" from audit order by position""");
            Assert.Equal("database-restored", (await acts.ToListAsync(ct))[^1]);

            // The way in that is always there.
            var admin = Path.Combine(_folder.Path, "admin.key");
            await AdminKey.EnsureAsync(db, host.Clock, admin, ct);
            var first = (await File.ReadAllTextAsync(admin, ct)).Trim();
            Assert.Equal(Role.NationalAdmin, (await ApiKey.FindAsync(db, first, host.Clock.Today(), ct))!.Role);
        }

        await TestDatabase.DropAsync(restored);
    }

    [Fact]
    public void Older_dumps_are_deleted_by_the_time_in_their_names_and_nothing_else_is()
    {
        var ages = new[] { 0, 6, 8, 29, 31 };
        foreach (var files in ages.Select(age => BackupFiles.At(_folder.Path, Now.AddDays(-age))))
        {
            foreach (var file in new[] { files.Main, files.Keys })
            {
                File.WriteAllText(file, "");
                File.WriteAllText($"{file}.json", "");
            }
        }

        var others = new[] { "matching-old.dump", "keys-20250101.dump", "other-20250101T000000Z.dump" };
        foreach (var other in others)
        {
            File.WriteAllText(Path.Combine(_folder.Path, other), "");
        }

        Assert.Equal((1, 3), BackupFiles.Prune(_folder.Path, 30, 7, Now));
        Assert.All(others, other => Assert.True(File.Exists(Path.Combine(_folder.Path, other))));
        Assert.Equal(others.Length + ((4 + 2) * 2), Directory.EnumerateFiles(_folder.Path).Count());
        Assert.Equal(
            BackupFiles.At(_folder.Path, Now).Keys,
            BackupFiles.NewestKeys(BackupFiles.At(_folder.Path, Now.AddDays(-29)).Main)
        );
    }

    private async Task<Guid> RegisterAsync()
    {
        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new { place = "municipality:3301", consent = "2026-11" }
        );
        var id = await host.CaseOfAsync(answer.Text("receipt"));
        return await host.WithDbAsync(db =>
            db.Cases.Where(row => row.Id == id).Select(row => row.Interest).SingleAsync()
        );
    }
}
