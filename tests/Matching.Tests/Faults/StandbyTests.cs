using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// A primary that is gone and its synchronous standby promoted: the service finds it by itself, and what was
/// acknowledged is there.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class StandbyTests
{
    [Fact]
    public async Task A_standby_takes_over_under_load_and_nothing_acknowledged_is_lost()
    {
        await using var primary = await PrivateCluster.CreateAsync();
        await using var smtp = new MailServer();
        var trials = FaultTable.Trials(full: 20);
        var (lost, slowest, told) = (0, TimeSpan.Zero, new List<string>());
        for (var trial = 0; trial < trials; trial++)
        {
            await using var standby = await primary.StandbyAsync("standby");
            await primary.SetAsync("alter system set synchronous_standby_names = 'standby'");
            await Eventually.IsSoAsync(
                async () => await primary.ExecuteAsync("select sync_state from pg_stat_replication") is "sync",
                "the standby does not follow"
            );
            var both =
                $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Username=matching;Database=matching;Target Session Attributes=primary";
            await using var service = new ServiceProcess(both, smtp);
            await service.StartAsync();
            using var load = new Load(service, perSecond: 50);
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            await primary.KillAsync();
            await Eventually.IsSoAsync(async () => !await IsReadyAsync(service), "it is ready without a database");
            using (var live = await service.Anyone.GetAsync("/health/live", TestContext.Current.CancellationToken))
            {
                Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            }

            await standby.PromoteAsync();
            var watch = Stopwatch.StartNew();
            await load.NextAsync();
            await Eventually.IsSoAsync(() => IsReadyAsync(service), "it is not ready though it writes");
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            lost += await load.LostAsync();
            told.Add(load.ToString());
            Assert.Empty(load.Unexplained);
            await primary.StartAsync();
            await primary.SetAsync("alter system reset synchronous_standby_names");
        }

        FaultTable.Add(
            "standby promoted at 50 calls a second",
            trials,
            lost,
            repeated: null,
            orphans: null,
            slowest,
            told[0]
        );
        Assert.Equal(0, lost);
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"{slowest}");
    }

    private static async Task<bool> IsReadyAsync(ServiceProcess service)
    {
        using var ready = await service.Anyone.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        return ready.StatusCode == HttpStatusCode.OK;
    }
}
