using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Access;

public sealed class AuditTests(TestHost host, ITestOutputHelper output) : IClassFixture<TestHost>, IAsyncLifetime
{
    private const string Drammen = "contact-point-drammen";
    private NpgsqlConnection _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _owner = await Raw.OwnerAsync(host);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AppendAsync(5)));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await UnkeptAsync("delete from audit");
        await _owner.DisposeAsync();
    }

    [Fact]
    public async Task What_many_add_at_once_is_one_whole_chain()
    {
        var walk = await WalkAsync();

        Assert.Equal((40, null), (walk.Entries, walk.Broken));
        Assert.Equal(
            (walk.Entries, walk.Head),
            await AuditChain.HeadAsync(Source, TestContext.Current.CancellationToken)
        );
        await AppendAsync(1);
        Assert.Null((await WalkAsync((walk.Head, walk.Entries))).Broken);
    }

    [Theory]
    [InlineData("update audit set act = 'another' where position = 17", 17)]
    [InlineData("update audit set body = null where position = 17", 17)]
    [InlineData("update audit set day = day - 1 where position = 17", 17)]
    [InlineData("update audit set subject = '\\x00' where position = 17", 17)]
    [InlineData("update audit set hash = sha256('') where position = 17", 17)]
    [InlineData("delete from audit where position = 17", 17)]
    [InlineData("delete from audit where position = 1", 1)]
    [InlineData(
        "delete from audit where position = 17; update audit set position = position - 1 where position > 17",
        17
    )]
    [InlineData(
        "update audit set position = 1000 where position = 17; update audit set position = 17 where position = 18; update audit set position = 18 where position = 1000",
        17
    )]
    [InlineData(
        "update audit set position = position + 1 where position > 17; insert into audit select 18, day, key, body, act, subject, hash from audit where position = 17",
        18
    )]
    public async Task A_chain_that_was_touched_tells_where(string touch, int first)
    {
        Assert.StartsWith($"entry {first} ", (await TouchedAsync(touch)).Broken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from audit where position > 20000", null)]
    [InlineData("update audit set act = 'another' where position = 15000", 15000)]
    [InlineData("delete from audit where position between 9990 and 20010", 9990)]
    [InlineData("insert into audit select * from audit where position = 10000", 10001)]
    public async Task A_chain_of_several_pages_is_walked_to_its_end(string touch, int? first)
    {
        await _owner.ExecuteAsync(
            "select append_audit(array_fill('made-up'::text, array[20000]), array_fill(null::bytea, array[20000]), null, null, '2026-11-21')",
            TestContext.Current.CancellationToken
        );
        var whole = await WalkAsync();

        var touched = await TouchedAsync(touch);

        Assert.Equal((20_040, null), (whole.Entries, whole.Broken));
        Assert.Equal(first is null ? null : $"entry {first} is not the one that was written there", touched.Broken);
    }

    [Fact]
    public async Task That_the_end_was_cut_off_tells_an_earlier_head()
    {
        var before = await WalkAsync();
        await UnkeptAsync("delete from audit where position > 35");

        Assert.Null((await WalkAsync()).Broken);
        Assert.Equal("there were 40 entries before", (await WalkAsync((before.Head, before.Entries))).Broken);

        await AppendAsync(10);
        Assert.Equal("the head of 40 entries was another one", (await WalkAsync((before.Head, before.Entries))).Broken);
    }

    [Theory]
    [InlineData("insert into audit select position + 1000, day, key, body, act, subject, hash from audit limit 1")]
    [InlineData("update audit set act = 'another'")]
    [InlineData("delete from audit")]
    public async Task The_service_itself_can_only_add_by_the_one_function(string sql)
    {
        await using var raw = await Raw.ServiceAsync(host);
        await raw.ExecuteAsync("set matching.acting = 'system'", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            raw.ExecuteAsync(sql, TestContext.Current.CancellationToken)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("update audit set act = 'another'")]
    [InlineData("delete from audit")]
    [InlineData("truncate audit")]
    public async Task Nor_does_the_owner_change_it_by_mistake(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            _owner.ExecuteAsync(sql, TestContext.Current.CancellationToken)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task What_staff_do_stands_there_without_a_word_of_what_it_was_about()
    {
        var made = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                place = "municipality:3301",
                consent = "2026-11",
                tellLocal = true,
            }
        );
        var id = await host.CaseOfAsync(made.Text("receipt"));
        var staff = await host.StaffAsync(Drammen, Role.BodyAdmin);
        await staff.GetJsonAsync($"/v1/desk/cases/{id}");
        await staff.GetJsonAsync($"/v1/desk/cases/{id}");
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/closure",
            new { reason = "no-such-reason" },
            HttpStatusCode.UnprocessableEntity
        );
        await staff.PutJsonAsync(
            $"/v1/desk/cases/{id}/closure",
            new { reason = "helped-otherwise" },
            HttpStatusCode.NoContent
        );

        var entries = (await staff.GetJsonAsync("/v1/desk/audit?limit=2"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();

        Assert.Equal(["case-closed", "case-opened"], entries.Select(entry => entry.Text("act")));
        var fingerprint = Convert.ToHexStringLower(Audit.FingerprintOf(host.Get<Secrets>(), id));
        Assert.All(entries, entry => Assert.Equal(fingerprint, entry.Text("subject")));
        Assert.Null((await WalkAsync()).Broken);
        var other = (
            await (await host.StaffAsync("link-bergen", Role.BodyAdmin)).GetJsonAsync("/v1/desk/audit")
        ).GetProperty("items");
        Assert.Empty(other.EnumerateArray());
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var all = (await national.GetJsonAsync("/v1/desk/audit")).GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(entries[0].Text("hash"), all.Select(entry => entry.Text("hash")));
        var page = await staff.GetJsonAsync("/v1/desk/audit?limit=1");
        var next = await staff.GetJsonAsync($"/v1/desk/audit?limit=1&cursor={page.Text("nextCursor")}");
        Assert.Equal(entries[1].Text("hash"), next.GetProperty("items")[0].Text("hash"));
        var end = (await national.GetJsonAsync("/v1/desk/status")).GetProperty("audit");
        Assert.Equal(entries[0].Text("hash"), end.Text("head"));
    }

    [Fact]
    public async Task The_verb_says_whether_it_is_whole()
    {
        using var folder = new TemporaryFolder();
        var walk = await WalkAsync();

        var whole = await VerbProcess.RunAsync(
            host.ConnectionString,
            folder.Path,
            "audit",
            "verify",
            "--head",
            walk.Head,
            "--entries",
            "40"
        );
        await UnkeptAsync("update audit set act = 'another' where position = 3");
        var touched = await VerbProcess.RunAsync(host.ConnectionString, folder.Path, "audit", "verify");

        Assert.True(whole.Code == 0, whole.Errors);
        Assert.Contains($"40 entries, head {walk.Head}", whole.Output, StringComparison.Ordinal);
        Assert.Equal(1, touched.Code);
        Assert.Contains("entry 3 ", touched.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hundreds_can_be_added_in_a_second()
    {
        const int Calls = 400;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AppendAsync(Calls / 8)));

        output.WriteLine(
            $"{Calls / watch.Elapsed.TotalSeconds:F0} entries a second, each in a transaction of its own, by 8 at once"
        );
        Assert.Equal(Calls + 40, (await WalkAsync()).Entries);
    }

    private NpgsqlDataSource Source => host.Get<Connections>().Source;

    private Task<AuditChain.Walk> WalkAsync((string Head, long Entries)? known = null) =>
        AuditChain.WalkAsync(Source, known, default);

    private async Task AppendAsync(int times)
    {
        var body = await host.BodyAsync(Drammen);
        for (var time = 0; time < times; time++)
        {
            await host.WithDbAsync(async db =>
            {
                db.Note("made-up", RandomId.New());
                return await db.AppendAsync(
                    host.Get<Secrets>(),
                    new Caller(RandomId.New(), body, Role.Coordinator),
                    host.Clock,
                    default
                );
            });
        }
    }

    // What a walk finds afterwards. One by one, or the key would be in the way while rows move.
    private async Task<AuditChain.Walk> TouchedAsync(string touch)
    {
        await UnkeptAsync("alter table audit drop constraint audit_pkey");
        try
        {
            await UnkeptAsync(touch);
            return await WalkAsync();
        }
        finally
        {
            await UnkeptAsync("truncate audit");
            await UnkeptAsync("alter table audit add primary key (position)");
        }
    }

    // As somebody who has the whole database in her hands.
    private async Task UnkeptAsync(string sql)
    {
        await _owner.ExecuteAsync("alter table audit disable trigger audit_is_kept", default);
        await _owner.ExecuteAsync(sql, default);
        await _owner.ExecuteAsync("alter table audit enable trigger audit_is_kept", default);
    }
}
