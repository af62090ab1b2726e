using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Matching.Starters;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Matching.Tests.Sealing;

public sealed class KeyStoreTests(TestHost host) : IClassFixture<TestHost>
{
    private Secrets Secrets => host.Get<Secrets>();

    private KeyStore Store => host.Get<KeyStore>();

    [Fact]
    public async Task A_sealed_value_opens_in_its_own_table_record_and_field_alone()
    {
        var (one, other) = (RandomId.New(), RandomId.New());
        await host.WithDbAsync(async db =>
        {
            var key = RecordKey.New(db, Secrets, one);
            var text = key.Close("Guri", Starter.NameField);
            Assert.Equal("Guri", key.Open(text, Starter.NameField));
            Assert.Throws<CryptographicException>(() => key.Open(text, Starter.EmailField));
            Assert.Throws<CryptographicException>(() => key.Open(text, Interest.ContactField));
            Assert.Throws<CryptographicException>(() => key.Open(text, Message.Field));
            Assert.Throws<CryptographicException>(() =>
                RecordKey.New(db, Secrets, other).Open(text, Starter.NameField)
            );
            Assert.Throws<CryptographicException>(() => key.Open(text[..20], Starter.NameField));

            // Not even under the very same shard.
            var shard = new KeyShard(RandomId.New(), one, RandomNumberGenerator.GetBytes(32), Secrets.Master.Name);
            var mine = Of(shard).Close("Guri", Starter.NameField);
            Assert.Throws<CryptographicException>(() =>
                Of(shard with { Record = other }).Open(mine, Starter.NameField)
            );
            return 0;
        });

        RecordKey Of(KeyShard shard) =>
            RecordKey.Of(Secrets, Assert.Single(new[] { shard }.GroupBy(known => known.Record)));
    }

    [Fact]
    public async Task What_is_rolled_back_loses_no_text_and_the_shard_that_it_left_goes_in_the_night_after_the_next()
    {
        var record = RandomId.New();
        await host.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            _ = RecordKey.New(db, Secrets, record);
            await db.SaveChangesAsync();
            return 0;
        });
        var kept = await RegisterAsync();
        await host.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await RecordKey.EraseAsync(db, kept, default);
            return 0;
        });

        Assert.Single(await Store.FindAsync([record], TestContext.Current.CancellationToken));
        Assert.Single(await Store.FindAsync([kept], TestContext.Current.CancellationToken));
        Assert.Equal(0, await host.RunAloneAsync("rewrite-keys"));
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await host.RunAloneAsync("rewrite-keys"));
        Assert.Empty(await Store.FindAsync([record], TestContext.Current.CancellationToken));
        Assert.Single(await Store.FindAsync([kept], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_key_goes_with_the_commit_and_what_a_crash_right_then_left_goes_with_the_job()
    {
        var (gone, left) = (await RegisterAsync(), await RegisterAsync());
        await host.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await RecordKey.EraseAsync(db, gone, default);
            Assert.Single(await Store.FindAsync([gone], default));
            await transaction.CommitAsync();
            return 0;
        });
        Assert.Empty(await Store.FindAsync([gone], TestContext.Current.CancellationToken));
        Assert.Equal(0, await ToEraseAsync());

        // As whoever died between the two left it.
        await host.SqlAsync($"insert into keys_to_erase (id) values ({left})");
        Assert.Equal(1, await host.RunAloneAsync("finish-erasing"));
        Assert.Empty(await Store.FindAsync([left], TestContext.Current.CancellationToken));
        Assert.Equal(0, await ToEraseAsync());
    }

    [Fact]
    public async Task Outside_a_transaction_no_key_is_erased() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.WithDbAsync(async db =>
            {
                await RecordKey.EraseAsync(db, RandomId.New(), default);
                return 0;
            })
        );

    [Fact]
    public async Task A_contact_that_is_written_while_the_one_before_is_being_erased_stays_readable()
    {
        using var staff = await host.StaffAsync("contact-point-drammen");
        var group = await staff.PostJsonAsync("/v1/groups", GroupsOfTests.Form(("contact", "first@example.org")));
        var first = Assert.Single(await Store.FindAsync([group.Id()], TestContext.Current.CancellationToken));
        await host.WithDbAsync(async db =>
        {
            // What the change before wrote down and has not erased yet.
            await db.Database.ExecuteSqlAsync($"insert into keys_to_erase (id) values ({first.Id})");
            await db.Database.ExecuteSqlAsync($"update groups set contact = null where id = {group.Id()}");
            return 0;
        });
        await staff.PutJsonAsync(group.Path(), GroupsOfTests.Form(("contact", "second@example.org")));
        await host.RunAloneAsync("finish-erasing");

        var contact = await host.WithDbAsync(async db =>
            (await RecordKey.OfAsync(db, Secrets, group.Id(), default))!.Open(
                (await db.Groups.SingleAsync(row => row.Id == group.Id())).Contact!,
                SelfHelpGroupContact
            )
        );
        Assert.Equal("second@example.org", contact);
        Assert.NotEqual(
            first.Id,
            Assert.Single(await Store.FindAsync([group.Id()], TestContext.Current.CancellationToken)).Id
        );
    }

    [Fact]
    public async Task What_the_version_before_sealed_is_read_and_its_key_moves_in_the_night()
    {
        var record = await RegisterAsync();
        var shard = Assert.Single(await Store.FindAsync([record], TestContext.Current.CancellationToken));
        await Store.EraseAsync([record], TestContext.Current.CancellationToken);
        await host.SqlAsync($"insert into keys.shards (record, shard) values ({record}, {shard.Shard})");
        Assert.Equal("hei", await MessageAsync());

        Assert.Equal(1, await MoveShards.RunAsync(host.Get<IServiceProvider>(), TestContext.Current.CancellationToken));
        Assert.Equal(
            shard.Shard,
            Assert.Single(await Store.FindAsync([record], TestContext.Current.CancellationToken)).Shard
        );
        Assert.Equal("hei", await MessageAsync());

        Task<string> MessageAsync() =>
            host.WithDbAsync(async db =>
                (await RecordKey.OfAsync(db, Secrets, record, default))!.Open(
                    (await db.Messages.SingleAsync(row => row.Interest == record)).Text,
                    Message.Field
                )
            );
    }

    [Fact]
    public async Task Where_most_keys_belong_to_nothing_another_store_is_meant_and_none_goes()
    {
        var strange = Enumerable
            .Range(0, 300)
            .Select(_ => new KeyShard(RandomId.New(), RandomId.New(), [0], []))
            .ToList();
        await Store.AddAsync(strange, TestContext.Current.CancellationToken);
        host.Clock.Advance(TimeSpan.FromDays(2));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAloneAsync("rewrite-keys"));

        Assert.Contains("is this its key store", refused.Message, StringComparison.Ordinal);
        var ids = strange.ConvertAll(shard => shard.Id);
        Assert.Equal(
            300,
            (
                await Store.FindAsync(strange.ConvertAll(shard => shard.Record), TestContext.Current.CancellationToken)
            ).Count
        );
        Assert.Equal(300, await Store.EraseAsync(ids, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_key_store_knows_days_alone_and_every_sealed_column_is_known()
    {
        await using var keys = NpgsqlDataSource.Create(host.KeysConnectionString);
        Assert.Equal(
            ["day date", "id uuid", "master bytea", "record uuid", "shard bytea"],
            await keys.ColumnAsync<string>(
                "select column_name || ' ' || data_type from information_schema.columns where table_name = 'shards' order by 1"
            )
        );
        await using var main = NpgsqlDataSource.Create(host.ConnectionString);
        string[] others =
        [
            // What is found by an HMAC or a hash, and what is sealed under a key of whoever asked.
            "action_links.hash",
            "api_keys.hash",
            "audit.hash",
            "audit.subject",
            "cohort_codes.fingerprint",
            "idempotent_answers.answer",
            "idempotent_answers.key_hash",
            "idempotent_answers.request_hash",
            "interests.next_receipt",
            "interests.receipt",
            "link_sessions.hash",
            "publications.csv",
            "publications.json",
            "spent_proofs.proof",
        ];
        Assert.Equal(
            SealedField
                .All.Values.SelectMany(fields => fields)
                .Select(field => $"{field.Table}.{field.Column}")
                .Concat(others)
                .Order(StringComparer.Ordinal),
            await main.ColumnAsync<string>(
                """
                select table_name || '.' || column_name from information_schema.columns
                where table_schema = 'public' and data_type = 'bytea'
                  and table_name not in ('spatial_ref_sys', 'raster_columns')
                order by (table_name || '.' || column_name) collate "C"
                """
            )
        );
    }

    private const string SelfHelpGroupContact = Matching.Groups.SelfHelpGroup.ContactField;

    private Task<long> ToEraseAsync() =>
        host.WithDbAsync(db =>
            db.Database.SqlQuery<long>($"select count(*) as \"Value\" from keys_to_erase").SingleAsync()
        );

    private async Task<Guid> RegisterAsync()
    {
        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:3301",
                consent = "2026-11",
                message = "hei",
            }
        );
        var id = await host.CaseOfAsync(answer.Text("receipt"));
        return await host.WithDbAsync(db =>
            db.Cases.Where((Case row) => row.Id == id).Select(row => row.Interest).SingleAsync()
        );
    }
}
