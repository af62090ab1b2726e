using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// A database that is restarted, frozen, set to read-only, or full: one service lives through it all without a restart,
/// and what it acknowledged is there.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class DatabaseAwayTests(DatabaseAwayTests.OneService one) : IClassFixture<DatabaseAwayTests.OneService>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restarted_in_good_order_it_is_used_again_within_five_seconds()
    {
        var trials = FaultTable.Trials(full: 40);
        using var load = new Load(one.Service);
        var (slowest, longestLook, noticed) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        for (var trial = 0; trial < trials; trial++)
        {
            await Task.Delay(500, Ct);
            var watch = Stopwatch.StartNew();
            await one.Cluster.StopAsync();
            await UnderHarmAsync(
                async () =>
                {
                    longestLook = Longest(longestLook, await UntilAsync(HttpStatusCode.ServiceUnavailable));
                    noticed = Longest(noticed, watch.Elapsed);
                    await Task.Delay(1000, Ct);
                    await LivesAsync();
                },
                one.Cluster.StartAsync
            );
            watch.Restart();
            longestLook = Longest(longestLook, await UntilAsync(HttpStatusCode.OK));
            await load.NextAsync();
            slowest = Longest(slowest, watch.Elapsed);
        }

        var lost = await load.LostAsync();
        FaultTable.Add(
            "database restarted",
            trials,
            lost,
            repeated: null,
            orphans: null,
            slowest,
            $"{load}, not ready after {Seconds(noticed)} s, the slowest look {Seconds(longestLook)} s"
        );
        Assert.Equal(0, lost);
        Assert.Empty(load.Unexplained);
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"{slowest}");
        Assert.True(longestLook < TimeSpan.FromSeconds(3), $"{longestLook}");
    }

    [Fact]
    public async Task Frozen_it_is_not_ready_after_a_look_of_a_second_and_used_again_when_it_thaws()
    {
        using var load = new Load(one.Service);
        await load.NextAsync();
        await one.Cluster.FreezeAsync();
        var (watch, longestLook, noticed) = (Stopwatch.StartNew(), TimeSpan.Zero, TimeSpan.Zero);
        await UnderHarmAsync(
            async () =>
            {
                longestLook = await UntilAsync(HttpStatusCode.ServiceUnavailable);
                noticed = watch.Elapsed;
                await LivesAsync();
                await Task.Delay(1000, Ct);
            },
            one.Cluster.ThawAsync
        );
        watch.Restart();
        await UntilAsync(HttpStatusCode.OK);
        await load.NextAsync();
        var recovery = watch.Elapsed;
        var lost = await load.LostAsync();
        FaultTable.Add(
            "database frozen",
            1,
            lost,
            repeated: null,
            orphans: null,
            recovery,
            $"{load}, not ready after {Seconds(noticed)} s, the slowest look {Seconds(longestLook)} s"
        );
        Assert.Equal(0, lost);
        Assert.Empty(load.Unexplained);
        Assert.True(recovery < TimeSpan.FromSeconds(5), $"{recovery}");
        Assert.True(longestLook < TimeSpan.FromSeconds(3), $"{longestLook}");
    }

    [Fact]
    public async Task Read_only_unexpectedly_it_is_read_and_not_ready_and_nothing_fills_the_log()
    {
        using var load = new Load(one.Service);
        var receipt = await load.NextAsync();
        await one.Cluster.SetAsync("alter system set default_transaction_read_only = on");
        var log = "";
        await UnderHarmAsync(
            async () =>
            {
                await UntilAsync(HttpStatusCode.ServiceUnavailable);
                var before = one.Service.Output.Length;
                for (var began = Stopwatch.StartNew(); began.Elapsed < TimeSpan.FromSeconds(3); )
                {
                    await IsReadAsync(receipt);
                    var refused = await Visit.RegisterAsync(one.Service);
                    Assert.True(refused.IsPutOff);
                    Assert.Equal("read-only", refused.Code);
                    await Task.Delay(100, Ct);
                }

                log = one.Service.Output[before..];
            },
            () => one.Cluster.SetAsync("alter system reset default_transaction_read_only")
        );
        var lines = log.Split('\n').Length;
        var watch = Stopwatch.StartNew();
        await UntilAsync(HttpStatusCode.OK);
        await load.NextAsync();
        var recovery = watch.Elapsed;
        var lost = await load.LostAsync();
        FaultTable.Add(
            "database read-only",
            1,
            lost,
            repeated: null,
            orphans: null,
            recovery,
            $"{load}, {lines} lines in the log meanwhile"
        );
        Assert.Equal(0, lost);
        Assert.Empty(load.Unexplained);
        Assert.True(recovery < TimeSpan.FromSeconds(5), $"{recovery}");
        Assert.True(lines < 20, log);
    }

    [Fact]
    public async Task With_a_full_disk_it_goes_on_reading_and_writes_again_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync();
        Assert.SkipWhen(disk is null, "No file system can be mounted here: a disk that is full cannot be tried.");
        await one.Cluster.ExecuteAsync($"create tablespace small location '{disk.Folder}'");
        await one.Cluster.ExecuteAsync("alter table interests set tablespace small");
        using var load = new Load(one.Service);
        var (recovery, lost) = (TimeSpan.Zero, 0);
        await UnderHarmAsync(
            async () =>
            {
                var receipt = await load.NextAsync();
                // No page of it that has room is left.
                await one.Cluster.ExecuteAsync("vacuum full interests");
                disk.Fill();
                await Eventually.IsSoAsync(() => load.WasPutOff, "the disk is not full");
                await IsReadAsync(receipt);
                await UntilAsync(HttpStatusCode.OK); // what reads is of use
                disk.Empty();
                var watch = Stopwatch.StartNew();
                await load.NextAsync();
                recovery = watch.Elapsed;
                lost = await load.LostAsync();
            },
            async () =>
            {
                disk.Empty();
                await one.Cluster.ExecuteAsync("alter table interests set tablespace pg_default");
                await one.Cluster.ExecuteAsync("drop tablespace small");
            }
        );
        FaultTable.Add("disk of the database full", 1, lost, repeated: null, orphans: null, recovery, $"{load}");
        Assert.Equal(0, lost);
        Assert.Empty(load.Unexplained);
        Assert.True(recovery < TimeSpan.FromSeconds(5), $"{recovery}");
    }

    // Whatever comes of it, the harm ends: others live on with the same database.
    private static async Task UnderHarmAsync(Func<Task> liveAsync, Func<Task> endAsync)
    {
        try
        {
            await liveAsync();
        }
        finally
        {
            await endAsync();
        }
    }

    private async Task IsReadAsync(string receipt)
    {
        using var person = one.Service.Person(receipt);
        await person.GetJsonAsync("/v1/interest");
        await person.GetJsonAsync("/v1/interest/messages");
        await one.Service.Anyone.GetJsonAsync("/v1/groups?near=10.20,59.74");
        await LivesAsync();
    }

    private async Task LivesAsync()
    {
        using var live = await one.Service.Anyone.GetAsync("/health/live", Ct);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    // How long the slowest look took.
    private async Task<TimeSpan> UntilAsync(HttpStatusCode status)
    {
        var (all, slowest) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (true)
        {
            var watch = Stopwatch.StartNew();
            using var ready = await one.Service.Anyone.GetAsync("/health/ready", Ct);
            slowest = Longest(slowest, watch.Elapsed);
            if (ready.StatusCode == status)
            {
                if (status != HttpStatusCode.OK)
                {
                    Assert.Equal("application/problem+json", ready.Content.Headers.ContentType?.MediaType);
                    Assert.NotNull(ready.Headers.RetryAfter);
                }

                return slowest;
            }

            Assert.True(all.Elapsed < TimeSpan.FromSeconds(30), $"not {status} after half a minute");
            await Task.Delay(50, Ct);
        }
    }

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>One for all of them, never started again: each leaves its database as it was.</summary>
    public sealed class OneService : IAsyncLifetime
    {
        public PrivateCluster Cluster { get; private set; } = null!;

        private readonly MailServer _smtp = new();

        public ServiceProcess Service { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Cluster = await PrivateCluster.CreateAsync();
            Service = new(Cluster.ConnectionString(), _smtp);
            await Service.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            await Cluster.DisposeAsync();
            await _smtp.DisposeAsync();
        }
    }
}
