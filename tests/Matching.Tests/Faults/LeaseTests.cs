using System;
using System.Collections.Generic;
using System.Diagnostics;
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
/// Three instances share the work of one database. One that freezes past its lease loses its job to another, and its
/// late end is refused; what it did already is not done again.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    // Looks for due jobs once a second; what a busy machine adds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    // What a frozen transaction holds is given up before the lease is over, as by default.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Jobs__LeaseSeconds"] = "10",
        ["Jobs__Lanes"] = "4",
        ["Database__IdleTransactionSeconds"] = "3",
    };

    private readonly List<ServiceProcess> _instances = [];
    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private DatabaseWire _wire = null!;
    private readonly MailServer _smtp = new();

    private ServiceProcess First => _instances[0];

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _wire = new(_connection);
        _instances.Add(new(_wire.ConnectionString, _smtp, settings: Settings));
        await First.StartAsync();
        _instances.Add(new(_connection, _smtp, First, Settings));
        _instances.Add(new(_connection, _smtp, First, Settings));
        await Task.WhenAll(_instances.Skip(1).Select(instance => instance.StartAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances.AsEnumerable().Reverse())
        {
            await instance.DisposeAsync();
        }

        await _smtp.DisposeAsync();
        await _wire.DisposeAsync();
        await _database.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Three_instances_share_the_work_and_one_that_froze_past_its_lease_is_refused()
    {
        var freezes = FaultTable.Trials(full: 20);
        var pairs = FaultTable.Trials(full: 10_000, least: 100) / 2 / freezes;
        await Json.ReadAsync(
            await First.Anyone.SendTextAsync(HttpMethod.Post, "/v1/interests", Writers.Form("3301")),
            HttpStatusCode.Created
        );
        await KillTests.MailsLeaveAsync(_database);
        var watch = Stopwatch.StartNew();
        var longest = TimeSpan.Zero;
        for (var freeze = 0; freeze < freezes; freeze++)
        {
            if (freeze > 0)
            {
                // The late ends of what it did at the freeze before are over.
                await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            }

            var waited = await FreezeAsync(pairs);
            longest = waited > longest ? waited : longest;
        }

        await Eventually.IsSoAsync(
            async () =>
                !await _database.ScalarAsync<bool>(
                    "select exists (select from jobs where state = 'waiting' and kind in ('body-stopped-answering', 'tell-body'))"
                ),
            "jobs wait",
            TimeSpan.FromMinutes(10)
        );
        var took = watch.Elapsed;
        var passedOn = await _database.ColumnAsync<long>(
            """
            select count(h.case_id) from jobs j join cases c on c.id = j.id
            left join case_history h on h.case_id = c.id and h.act = 'passed-on' group by c.id
            """
        );
        var mails = _smtp
            .Seen.Where(mail => mail.To[0].StartsWith("seeded", StringComparison.Ordinal))
            .CountBy(mail => mail.MessageId)
            .ToDictionary();
        var dead = await _database.ScalarAsync<long>("select count(*) from jobs where state = 'dead'");
        var again = await _database.ScalarAsync<long>("select count(*) from jobs where attempts > 1");
        var lost = passedOn.Count(count => count == 0) + (freezes * pairs) - mails.Count;
        FaultTable.Add(
            "three instances share the work",
            2 * freezes * pairs,
            lost,
            repeated: passedOn.Count(count => count > 1),
            orphans: await Orphans.CountAsync(_database),
            recovery: null,
            $"jobs in {took.TotalSeconds:F0} s: {passedOn.Count} cases passed on, {mails.Count} mails ({mails.Values.Sum() - mails.Count} of them again, "
                + $"their sender being frozen); {again} jobs took more than one try"
        );
        FaultTable.Add(
            "leases are fenced: frozen past its lease",
            freezes,
            lost: null,
            repeated: null,
            orphans: null,
            longest,
            $"{Refusals} late ends refused; in {longest.TotalSeconds:F1} s another had done the job, lease {Lease.TotalSeconds:F0} s"
        );
        Assert.Equal((0, 0L), (lost, dead));
        Assert.Equal(freezes * pairs, passedOn.Count);
        Assert.All(passedOn, count => Assert.Equal(1, count));
        Assert.All(mails.Values, count => Assert.InRange(count, 1, 2));
        Assert.InRange(longest, TimeSpan.Zero, Lease + Slack);
    }

    // How often the first instance was told that its lease is over.
    private int Refusals => First.Output.Split("outlived its lease").Length - 1;

    // The first instance freezes with the end of a job on its lips, and thaws when another has done that job.
    private async Task<TimeSpan> FreezeAsync(int pairs)
    {
        var (frozen, done) = (new TaskCompletionSource<Guid>(), new TaskCompletionSource());
        _wire.LieInWait(
            at: 1,
            answered: false,
            async sent =>
            {
                await First.FreezeAsync();
                var leased = await _database.ColumnAsync<Guid>("select id from jobs");
                frozen.SetResult(leased.First(job => sent.AsSpan().IndexOf(job.ToByteArray(bigEndian: true)) >= 0));
                await done.Task;
                await First.ThawAsync();
                return Wire.GoesOn;
            },
            "finish_job"u8.ToArray()
        );
        var refused = Refusals;
        await SeedAsync(pairs);
        var job = await frozen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        TimeSpan waited;
        try
        {
            waited = await Eventually.IsSoAsync(
                () => _database.ScalarAsync<bool>("select state = 'done' from jobs where id = $1", job),
                "a job waits on a frozen worker",
                TimeSpan.FromMinutes(1)
            );
        }
        finally
        {
            done.SetResult();
        }

        await Eventually.IsSoAsync(() => Refusals > refused, "the late end of a frozen worker is not refused");
        return waited;
    }

    // Bodies that ended with an open case each, and bodies that are to be told of something: a job for each. The cases
    // are like the one that was registered, and a case's job has its id.
    private async Task SeedAsync(int pairs)
    {
        var ids = Enumerable.Range(0, pairs).Select(_ => RandomId.New()).ToArray();
        await using var keys = NpgsqlDataSource.Create(TestDatabase.KeysOf(_connection) + ";Pooling=false");
        await keys.RunAsync(
            "insert into shards (id, record, shard, master, day) select id, id, '\\x00', '', current_date from unnest($1) as id",
            ids
        );
        await _database.RunAsync(
            $$"""
            create temp table seeded as select id, gen_random_uuid() as ended, gen_random_uuid() as told
                from unnest('{{{string.Join(',', ids)}}}'::uuid[]) as id;
            insert into bodies (id, kind, name, email, house, state, policy, news)
                select ended, 'contact-point', 'Seeded', 'ended-' || ended || '@example.org', (select house from bodies limit 1), 'ended', '{}'::jsonb, 0 from seeded
                union all
                select told, 'contact-point', 'Seeded', 'seeded-' || told || '@example.org', (select house from bodies limit 1), 'active', '{}'::jsonb, 1 from seeded;
            insert into interests select (jsonb_populate_record(first, jsonb_build_object(
                    'id', s.id, 'lot', s.id, 'receipt', '\x' || replace(s.id::text, '-', '')))).*
                from seeded s, (select i from interests i join messages m on m.interest = i.id limit 1) as one(first);
            insert into cases select (jsonb_populate_record(first, jsonb_build_object(
                    'id', s.id, 'interest', s.id, 'body', s.ended))).*
                from seeded s,
                    (select c from cases c join messages m on m.interest = c.interest limit 1) as one(first);
            insert into case_history (case_id, position, day, act, body)
                select id, 1, current_date, 'registered', ended from seeded;
            insert into jobs (id, kind, subject, run_at)
                select id, 'body-stopped-answering', ended, now() from seeded
                union all
                select told, 'tell-body', told, now() from seeded;
            drop table seeded;
            """
        );
    }
}
