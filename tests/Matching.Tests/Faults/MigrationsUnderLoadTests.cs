using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// The schema changes while people are served, by this version or by the one that is in use elsewhere until it is
/// replaced. <c>MATCHING_BEFORE</c> says where that one is; <c>./test faults</c> builds it.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class MigrationsUnderLoadTests : IAsyncDisposable
{
    private const int AtOnce = 6;

    private readonly ConcurrentQueue<Visit> _visits = [];
    private readonly MailServer _smtp = new();
    private string _connection = "";

    private IEnumerable<string> Failures => _visits.Where(visit => !visit.IsGood).Select(visit => visit.ToString());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _smtp.DisposeAsync();
        if (_connection.Length > 0)
        {
            await TestDatabase.DropAsync(_connection);
        }
    }

    [Fact]
    public async Task A_schema_that_changes_under_load_fails_nobody_though_somebody_is_in_its_way()
    {
        _connection = await TestDatabase.CreateAsync();
        await using var service = new ServiceProcess(_connection, _smtp);
        await service.StartAsync();
        await using var other = new NpgsqlConnection(_connection + ";Pooling=false");
        await other.OpenAsync(Ct);
        await using var host = TestHost.Configure(_connection, new ManualClock());
        var (trials, longest) = (FaultTable.Trials(full: 25), TimeSpan.Zero);
        await UnderLoadAsync(
            service,
            async () =>
            {
                for (var trial = 0; trial < trials; trial++)
                {
                    var took = await ChangeAsync(host.Services.GetRequiredService<Migrator>(), trial, other);
                    longest = took > longest ? took : longest;
                    await Task.Delay(500, Ct);
                }
            }
        );
        Tell(
            "migrations under load",
            trials,
            lost: null,
            $"migrated in {Seconds(longest)}, 4 s of it in the way of another"
        );
        Assert.Empty(Failures);
    }

    [Fact, Trait("Category", "VersionBefore")]
    public async Task The_version_before_fails_nobody_while_this_ones_schema_is_put_under_it()
    {
        var before = Environment.GetEnvironmentVariable("MATCHING_BEFORE");
        Assert.SkipWhen(string.IsNullOrEmpty(before), "No other version is at hand: ./test faults builds it.");
        _connection = await TestDatabase.CreateEmptyAsync();
        using var folder = new TemporaryFolder();
        var (code, output, errors) = await VerbProcess.RunAsync(before, _connection, folder.Path, ["migrate"]);
        Assert.True(code == 0, output + errors);
        await using var service = new ServiceProcess(_connection, _smtp) { Program = before };
        await service.StartAsync();
        await using var host = TestHost.Configure(_connection, new ManualClock());
        var scripts = 0;
        await UnderLoadAsync(
            service,
            async () =>
            {
                await Task.Delay(1000, Ct);
                scripts = (await host.Services.GetRequiredService<Migrator>().MigrateAsync(Ct)).Count;
                await Task.Delay(4000, Ct);
            }
        );
        await using var database = NpgsqlDataSource.Create(_connection + ";Pooling=false");
        await KillTests.MailsLeaveAsync(database);
        var dead = await database.ScalarAsync<long>("select count(*) from jobs where state = 'dead'");
        await using var after = new ServiceProcess(_connection, _smtp, beside: service);
        await after.StartAsync();
        var lost = await Visit.UnreadableAsync(after, _visits);
        Tell(
            "the version before, on this one's schema",
            1,
            lost,
            $"{scripts} scripts put in under it, {dead} of its jobs dead"
        );
        Assert.Empty(Failures);
        Assert.Equal((0, 0L), (lost, dead));
    }

    // Somebody reads for long in the table that is changed; every function is put in anew, and one reads a new table.
    private static async Task<TimeSpan> ChangeAsync(Migrator migrator, int trial, NpgsqlConnection other)
    {
        await other.ExecuteAsync(
            "update applied_scripts set checksum = 'another' where name like 'functions/%'",
            CancellationToken.None
        );
        await using var reading = await other.BeginTransactionAsync(Ct);
        await other.ExecuteAsync("select from interests limit 1", CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var name = $"migrations/9999_made_up_{trial}.sql";
        Script[] madeUp =
        [
            new(
                name,
                $"""
                alter table interests add column made_up_{trial} integer not null default 0;
                alter table interests add constraint made_up_{trial} check (made_up_{trial} = 0);
                create table made_up_{trial} (id uuid primary key);
                select pg_sleep(0.3);
                """
            ),
            // Whoever registers reads the new table from here on.
            new(
                $"functions/made_up_{trial}.sql",
                $"""
                create or replace function made_up() returns trigger language plpgsql as $$
                begin
                    perform from made_up_{trial};
                    return null;
                end
                $$;
                create or replace trigger made_up after insert on interests for each row execute function made_up();
                """
            ),
            new($"functions/made_up_{trial}_and_slow.sql", "select pg_sleep(0.5)"),
        ];
        var migration = migrator.MigrateAsync(madeUp, Ct);
        await Task.Delay(4000, Ct);
        Assert.False(migration.IsCompleted);
        await reading.RollbackAsync(Ct);
        var applied = await migration;
        Assert.Contains(name, applied);
        Assert.Contains("functions/jobs.sql", applied);
        return watch.Elapsed;
    }

    private async Task UnderLoadAsync(ServiceProcess service, Func<Task> changeAsync)
    {
        using var over = new CancellationTokenSource();
        var load = Enumerable.Range(0, AtOnce).Select(number => CallAsync(service, number, over.Token)).ToList();
        try
        {
            await changeAsync();
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(load);
        }
    }

    private async Task CallAsync(ServiceProcess service, int number, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            _visits.Enqueue(await (number % 3 == 0 ? Visit.SearchAsync(service) : Visit.RegisterAsync(service)));
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private void Tell(string promise, int trials, int? lost, string figures) =>
        FaultTable.Add(
            promise,
            trials,
            lost,
            repeated: null,
            orphans: null,
            recovery: null,
            $"{_visits.Count} calls, {Failures.Count()} failed, the slowest {Seconds(_visits.Max(visit => visit.Took))}; {figures}"
        );

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
}
