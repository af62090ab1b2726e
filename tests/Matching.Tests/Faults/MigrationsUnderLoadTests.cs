using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Matching.Tests.Faults;

[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class MigrationsUnderLoadTests
{
    private readonly ConcurrentBag<string> _failures = [];
    private long _slowest;
    private int _calls;

    [Fact]
    public async Task A_schema_that_changes_under_load_fails_nobody_though_somebody_is_in_its_way()
    {
        var connection = await TestDatabase.CreateAsync();
        await using var smtp = new MailServer();
        await using (var service = new ServiceProcess(connection, smtp))
        {
            await service.StartAsync();
            using var over = new CancellationTokenSource();
            var load = Enumerable.Range(0, 6).Select(number => CallAsync(service, number, over.Token)).ToList();
            var trials = FaultTable.Trials(full: 25);
            var longest = TimeSpan.Zero;
            await using var other = new NpgsqlConnection(connection + ";Pooling=false");
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var host = TestHost.Configure(connection, new ManualClock());
            for (var trial = 0; trial < trials; trial++)
            {
                // Functions are applied anew; and somebody reads for long in the table that is changed.
                await other.ExecuteAsync(
                    "update applied_scripts set checksum = 'another' where name like 'functions/%'",
                    CancellationToken.None
                );
                await using var reading = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
                await other.ExecuteAsync("select from interests limit 1", CancellationToken.None);
                var watch = Stopwatch.StartNew();
                var migration = host
                    .Services.GetRequiredService<Migrator>()
                    .MigrateAsync(
                        [
                            new Script(
                                $"migrations/9999_made_up_{trial}.sql",
                                $"""
                                alter table interests add column made_up_{trial} integer not null default 0;
                                alter table interests add constraint made_up_{trial} check (made_up_{trial} = 0);
                                select pg_sleep(0.3);
                                """
                            ),
                        ],
                        TestContext.Current.CancellationToken
                    );
                await Task.Delay(4000, TestContext.Current.CancellationToken);
                Assert.False(migration.IsCompleted);
                await reading.RollbackAsync(TestContext.Current.CancellationToken);
                var applied = await migration;
                longest = watch.Elapsed > longest ? watch.Elapsed : longest;
                Assert.Contains($"migrations/9999_made_up_{trial}.sql", applied);
                Assert.Contains("functions/jobs.sql", applied);
                await Task.Delay(500, TestContext.Current.CancellationToken);
            }

            await over.CancelAsync();
            await Task.WhenAll(load);
            FaultTable.Add(
                "migrations under load",
                trials,
                lost: null,
                repeated: null,
                orphans: null,
                recovery: null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_calls} calls, {_failures.Count} failed, the slowest {_slowest} ms; migrated in {longest.TotalSeconds:F1} s, 4 s of it in the way of another"
                )
            );
        }

        await TestDatabase.DropAsync(connection);
        Assert.Empty(_failures);
    }

    private async Task CallAsync(ServiceProcess service, int number, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            Interlocked.Increment(ref _calls);
            var watch = Stopwatch.StartNew();
            try
            {
                using var body = new StringContent(
                    """{"place":"municipality:3301","consent":"2026-11"}""",
                    Encoding.UTF8,
                    "application/json"
                );
                using var answer =
                    number % 3 == 0
                        ? await service.Anyone.GetAsync("/v1/groups?near=10.20,59.74", CancellationToken.None)
                        : await service.Anyone.PostAsync("/v1/interests", body, CancellationToken.None);
                if (!answer.IsSuccessStatusCode)
                {
                    _failures.Add(
                        $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}"
                    );
                }
            }
            catch (HttpRequestException failure)
            {
                _failures.Add(failure.Message);
            }

            Remember(watch.ElapsedMilliseconds);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private void Remember(long milliseconds)
    {
        lock (_failures)
        {
            _slowest = Math.Max(_slowest, milliseconds);
        }
    }
}
