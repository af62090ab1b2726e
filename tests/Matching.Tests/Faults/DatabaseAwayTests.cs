using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// A database that is restarted, set to read-only, full, or taken over from: the service needs no restart, and what it
/// acknowledged is there.
/// </summary>
[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class DatabaseAwayTests(DatabaseAwayTests.OneCluster one) : IClassFixture<DatabaseAwayTests.OneCluster>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restarted_in_good_order_it_is_used_again_within_five_seconds()
    {
        var trials = FaultTable.Trials(full: 40);
        await using var service = new ServiceProcess(one.Cluster.ConnectionString(), one.Smtp);
        await service.StartAsync();
        using var load = new Load(service);
        var (slowest, longestLook, noticed) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        for (var trial = 0; trial < trials; trial++)
        {
            await Task.Delay(500, Ct);
            var watch = Stopwatch.StartNew();
            await one.Cluster.StopAsync();
            longestLook = Longest(longestLook, await UntilAsync(service, HttpStatusCode.ServiceUnavailable));
            noticed = Longest(noticed, watch.Elapsed);
            await Task.Delay(1000, Ct);
            await LivesAsync(service);
            await one.Cluster.StartAsync();
            watch.Restart();
            longestLook = Longest(longestLook, await UntilAsync(service, HttpStatusCode.OK));
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
        await using var service = new ServiceProcess(one.Cluster.ConnectionString(), one.Smtp);
        await service.StartAsync();
        using var load = new Load(service);
        await load.NextAsync();
        await one.Cluster.FreezeAsync();
        var watch = Stopwatch.StartNew();
        var longestLook = await UntilAsync(service, HttpStatusCode.ServiceUnavailable);
        var noticed = watch.Elapsed;
        await LivesAsync(service);
        await Task.Delay(1000, Ct);
        await one.Cluster.ThawAsync();
        watch.Restart();
        await UntilAsync(service, HttpStatusCode.OK);
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
        await using var service = new ServiceProcess(one.Cluster.ConnectionString(), one.Smtp);
        await service.StartAsync();
        using var load = new Load(service);
        var receipt = await load.NextAsync();
        await one.Cluster.ExecuteAsync("alter system set default_transaction_read_only = on");
        await one.Cluster.ExecuteAsync("select pg_reload_conf()");
        await UntilAsync(service, HttpStatusCode.ServiceUnavailable);
        var (began, lines) = (Stopwatch.StartNew(), service.Output.Split('\n').Length);
        using var person = service.Person(receipt);
        while (began.Elapsed < TimeSpan.FromSeconds(3))
        {
            await LivesAsync(service);
            await person.GetJsonAsync("/v1/interest");
            await person.GetJsonAsync("/v1/interest/messages");
            await service.Anyone.GetJsonAsync("/v1/groups?near=10.20,59.74");
            using var refused = await RegisterAsync(service.Anyone);
            Assert.Equal("read-only", (await Json.ReadAsync(refused, HttpStatusCode.ServiceUnavailable)).Code());
            Assert.NotNull(refused.Headers.RetryAfter);
            await Task.Delay(100, Ct);
        }

        var log = string.Join('\n', service.Output.Split('\n').Skip(lines));
        lines = log.Split('\n').Length;
        await one.Cluster.ExecuteAsync("alter system reset default_transaction_read_only");
        await one.Cluster.ExecuteAsync("select pg_reload_conf()");
        var watch = Stopwatch.StartNew();
        await UntilAsync(service, HttpStatusCode.OK);
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
        await using var service = new ServiceProcess(one.Cluster.ConnectionString(), one.Smtp);
        await service.StartAsync();
        using var load = new Load(service);
        var receipt = await load.NextAsync();
        disk.Fill();
        var full = Stopwatch.StartNew();
        while (load.Refused == 0)
        {
            Assert.True(full.Elapsed < TimeSpan.FromSeconds(60), "it never got full");
            await Task.Delay(50, Ct);
        }

        using var person = service.Person(receipt);
        await person.GetJsonAsync("/v1/interest");
        await service.Anyone.GetJsonAsync("/v1/groups?near=10.20,59.74");
        await LivesAsync(service);
        await UntilAsync(service, HttpStatusCode.OK); // what reads is of use
        disk.Empty();
        var watch = Stopwatch.StartNew();
        await load.NextAsync();
        var recovery = watch.Elapsed;
        var lost = await load.LostAsync();
        FaultTable.Add("disk of the database full", 1, lost, repeated: null, orphans: null, recovery, $"{load}");
        await one.Cluster.ExecuteAsync("alter table interests set tablespace pg_default");
        await one.Cluster.ExecuteAsync("drop tablespace small");
        Assert.Equal(0, lost);
        Assert.Empty(load.Unexplained);
        Assert.True(recovery < TimeSpan.FromSeconds(5), $"{recovery}");
    }

    [Fact]
    public async Task A_standby_takes_over_under_load_and_nothing_acknowledged_is_lost()
    {
        var trials = FaultTable.Trials(full: 20);
        var (lost, slowest, told) = (0, TimeSpan.Zero, new List<string>());
        for (var trial = 0; trial < trials; trial++)
        {
            await using var standby = await one.Cluster.StandbyAsync("standby");
            await one.Cluster.ExecuteAsync("alter system set synchronous_standby_names = 'standby'");
            await one.Cluster.ExecuteAsync("select pg_reload_conf()");
            await UntilSynchronousAsync();
            var both =
                $"Host=127.0.0.1:{one.Cluster.Port},127.0.0.1:{standby.Port};Username=matching;Database=matching;Target Session Attributes=primary";
            await using var service = new ServiceProcess(both, one.Smtp);
            await service.StartAsync();
            using var load = new Load(service, perSecond: 50);
            await Task.Delay(1500, Ct);
            await one.Cluster.KillAsync();
            await UntilAsync(service, HttpStatusCode.ServiceUnavailable);
            await LivesAsync(service);
            await standby.PromoteAsync();
            var watch = Stopwatch.StartNew();
            await load.NextAsync();
            slowest = Longest(slowest, watch.Elapsed);
            await UntilAsync(service, HttpStatusCode.OK);
            slowest = Longest(slowest, watch.Elapsed);
            await Task.Delay(1000, Ct);
            lost += await load.LostAsync();
            told.Add(load.ToString());
            Assert.Empty(load.Unexplained);
            await one.Cluster.StartAsync();
            await one.Cluster.ExecuteAsync("alter system reset synchronous_standby_names");
            await one.Cluster.ExecuteAsync("select pg_reload_conf()");
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

    private async Task UntilSynchronousAsync()
    {
        while (await one.Cluster.ExecuteAsync("select sync_state from pg_stat_replication") is not "sync")
        {
            await Task.Delay(50, Ct);
        }
    }

    private static async Task LivesAsync(ServiceProcess service)
    {
        using var live = await service.Anyone.GetAsync("/health/live", Ct);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    // How long the slowest look took.
    private static async Task<TimeSpan> UntilAsync(ServiceProcess service, HttpStatusCode status)
    {
        var (all, slowest) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (true)
        {
            var watch = Stopwatch.StartNew();
            using var ready = await service.Anyone.GetAsync("/health/ready", Ct);
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

    private static async Task<HttpResponseMessage> RegisterAsync(HttpClient anyone)
    {
        using var body = new StringContent(
            """{"place":"municipality:3301","consent":"2026-11"}""",
            Encoding.UTF8,
            "application/json"
        );
        return await anyone.PostAsync("/v1/interests", body, CancellationToken.None);
    }

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>Somebody who registers so many times a second, whatever is answered.</summary>
    private sealed class Load : IDisposable
    {
        private readonly ServiceProcess _service;
        private readonly CancellationTokenSource _over = new();
        private readonly ConcurrentBag<string> _receipts = [];
        private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);
        private readonly Task _runs;
        private TaskCompletionSource<string> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Load(ServiceProcess service, int perSecond = 20)
        {
            _service = service;
            _runs = RunAsync(TimeSpan.FromSeconds(1.0 / perSecond));
        }

        /// <summary>Calls refused with 503 and when to come back.</summary>
        public int Refused => _refusals.Values.Sum();

        /// <summary>Anything but a 201 or such a 503.</summary>
        public ConcurrentBag<string> Unexplained { get; } = [];

        /// <summary>Waits for the next 201 to a call that begins now; its receipt.</summary>
        public async Task<string> NextAsync()
        {
            var next = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _next = next;
            return await next.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        }

        /// <summary>Ends it, and counts the receipts that were given and cannot be read.</summary>
        public async Task<int> LostAsync()
        {
            await _over.CancelAsync();
            await _runs;
            var lost = 0;
            foreach (var receipt in _receipts)
            {
                using var person = _service.Person(receipt);
                using var read = await person.GetAsync("/v1/interest", CancellationToken.None);
                lost += read.StatusCode == HttpStatusCode.OK ? 0 : 1;
            }

            return lost;
        }

        public override string ToString() =>
            $"{_receipts.Count} registered, {Refused} refused ({string.Join(", ", _refusals.Select(one => $"{one.Value} {one.Key}"))})";

        public void Dispose()
        {
            _over.Cancel();
            _over.Dispose();
        }

        private async Task RunAsync(TimeSpan pause)
        {
            var calls = new List<Task>();
            var watch = Stopwatch.StartNew();
            while (!_over.IsCancellationRequested)
            {
                if (calls.Count * pause < watch.Elapsed)
                {
                    calls.Add(CallAsync());
                }
                else
                {
                    await Task.Delay(2, CancellationToken.None);
                }
            }

            await Task.WhenAll(calls);
        }

        private async Task CallAsync()
        {
            var next = _next;
            try
            {
                using var answer = await RegisterAsync(_service.Anyone);
                var said = JsonDocument
                    .Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None))
                    .RootElement.Clone();
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    _receipts.Add(said.Text("receipt"));
                    next.TrySetResult(said.Text("receipt"));
                }
                else if (
                    answer.StatusCode == HttpStatusCode.ServiceUnavailable
                    && answer.Headers.RetryAfter is not null
                )
                {
                    _refusals.AddOrUpdate(said.Code(), 1, (_, count) => count + 1);
                }
                else
                {
                    Unexplained.Add($"{(int)answer.StatusCode} {said.Code()}");
                }
            }
            catch (HttpRequestException failure)
            {
                Unexplained.Add(failure.Message);
            }
        }
    }

    /// <summary>A file system of two megabytes.</summary>
    private sealed class SmallDisk : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("matching-disk-").FullName;

        /// <summary>Where PostgreSQL may write.</summary>
        public string Folder => Path.Combine(_folder, "small");

        public static async Task<SmallDisk?> MountAsync()
        {
            var disk = new SmallDisk();
            if (
                Environment.UserName == "root"
                && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", disk._folder)
            )
            {
                Directory.CreateDirectory(disk.Folder);
                await RunAsync("chmod", "755", disk._folder);
                await RunAsync("chown", "postgres", disk.Folder);
                return disk;
            }

            Directory.Delete(disk._folder);
            return null;
        }

        public void Fill()
        {
            using var ballast = File.Create(Path.Combine(_folder, "ballast"));
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    ballast.Write(block);
                    ballast.Flush();
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Empty() => File.Delete(Path.Combine(_folder, "ballast"));

        public async ValueTask DisposeAsync()
        {
            await RunAsync("umount", "-l", _folder);
            Directory.Delete(_folder, recursive: true);
        }

        private static async Task<bool> RunAsync(params string[] command)
        {
            using var process = Process.Start(
                new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true }
            )!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
    }

    /// <summary>One cluster for all of them: each leaves it as it was.</summary>
    public sealed class OneCluster : IAsyncLifetime
    {
        public PrivateCluster Cluster { get; private set; } = null!;

        public MailServer Smtp { get; } = new();

        public async ValueTask InitializeAsync() => Cluster = await PrivateCluster.CreateAsync();

        public async ValueTask DisposeAsync()
        {
            await Cluster.DisposeAsync();
            await Smtp.DisposeAsync();
        }
    }
}
