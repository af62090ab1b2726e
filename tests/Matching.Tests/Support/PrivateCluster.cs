using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Fences;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Tests.Support;

/// <summary>
/// A PostgreSQL of the test's own, which may be killed, frozen, filled and promoted: a cluster in a folder below the
/// temporary one, on a port of loopback, owned by a user who may run it. It leaves nothing behind.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private static readonly string Bin =
        Directory
            .EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        ?? throw new InvalidOperationException("PostgreSQL was not found below /usr/lib/postgresql.");

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsOwner =
        Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];

    // As every other of the project's: the service does not get ready beside one that keeps what people write.
    private static readonly string[] Quiet =
    [
        .. File.ReadLines(Path.Combine(Committed.Root(), "deploy/postgresql.conf"))
            .Where(line => line.StartsWith("log_", StringComparison.Ordinal)),
    ];

    private static readonly Lazy<Task<PrivateCluster>> Template = new(MakeTemplateAsync);

    private readonly string _folder = Directory.CreateTempSubdirectory("matching-cluster-").FullName;
    private int _postmaster;

    private PrivateCluster() { }

    public int Port { get; } = ServiceProcess.FreePort();

    /// <summary>Where its files lie.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>What it says.</summary>
    public string Log => Path.Combine(_folder, "log");

    /// <summary>A program of its version, say <c>pg_restore</c>.</summary>
    public static string Tool(string name) => Path.Combine(Bin, name);

    /// <summary>
    /// A new one that runs, with the database <c>matching</c>, brought to this version, and <c>matching_keys</c>, which
    /// is its key store unless another one is named.
    /// </summary>
    /// <param name="settings">Lines for postgresql.conf.</param>
    public static async Task<PrivateCluster> CreateAsync(params string[] settings)
    {
        var cluster = new PrivateCluster();
        await cluster.OwnAsync();
        await RunAsync("cp", "-a", (await Template.Value).Data, cluster.Data);
        await cluster.ConfigureAsync(settings);
        await cluster.StartAsync();
        return cluster;
    }

    // Made once, stopped, and copied; it goes with the process.
    private static async Task<PrivateCluster> MakeTemplateAsync()
    {
        var cluster = new PrivateCluster();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(cluster._folder, recursive: true);
        await cluster.OwnAsync();
        await RunAsync(
            $"{Bin}/initdb",
            "-D",
            cluster.Data,
            "-U",
            "matching",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8"
        );
        await cluster.ConfigureAsync([]);
        await cluster.StartAsync();
        await cluster.ExecuteAsync(TestDatabase.Roles, "postgres");
        await cluster.ExecuteAsync("create database matching", "postgres");
        await cluster.ExecuteAsync("create database matching_keys", "postgres");
        await using (var host = TestHost.Configure(cluster.ConnectionString() + ";Pooling=false", new ManualClock()))
        {
            await host.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        }

        await cluster.StopAsync();
        return cluster;
    }

    /// <summary>A streaming standby of this one, which runs.</summary>
    /// <param name="name">The name under which the primary may wait for it (<c>synchronous_standby_names</c>).</param>
    public async Task<PrivateCluster> StandbyAsync(string name)
    {
        var standby = new PrivateCluster();
        await standby.OwnAsync();
        await RunAsync(
            $"{Bin}/pg_basebackup",
            "-D",
            standby.Data,
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
            "-d",
            $"host=127.0.0.1 port={Port} user=matching application_name={name}"
        );
        await standby.ConfigureAsync([]);
        await standby.StartAsync();
        return standby;
    }

    /// <summary>How it is reached, by Npgsql.</summary>
    public string ConnectionString(string database = "matching") =>
        $"Host=127.0.0.1;Port={Port};Username=matching;Database={database}";

    public async Task StartAsync()
    {
        await RunAsync($"{Bin}/pg_ctl", "start", "-s", "-w", "-t", "120", "-D", Data, "-l", Log);
        _postmaster = int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0],
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Stops it in good order; whoever is connected is cut off.</summary>
    public Task StopAsync() => RunAsync($"{Bin}/pg_ctl", "stop", "-s", "-w", "-m", "fast", "-D", Data);

    /// <summary>Ends it as a power cut would: SIGKILL to the postmaster and to every process that it started.</summary>
    public async Task KillAsync()
    {
        var all = ProcessTree(_postmaster);
        await RunAsync("/bin/sh", "-c", $"kill -KILL {string.Join(' ', all)} 2>/dev/null; true");
        while (all.Any(process => Directory.Exists($"/proc/{process}")))
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Lets it do nothing until it is thawed, and whoever is connected wait: SIGSTOP.</summary>
    public Task FreezeAsync() => SignalAllAsync("STOP");

    /// <summary>Lets it go on after it was frozen: SIGCONT.</summary>
    public Task ThawAsync() => SignalAllAsync("CONT");

    /// <summary>Makes of a standby a primary, and waits until it is one.</summary>
    public Task PromoteAsync() => RunAsync($"{Bin}/pg_ctl", "promote", "-s", "-w", "-D", Data);

    /// <summary>Runs SQL on a connection of its own.</summary>
    public async Task<object?> ExecuteAsync(string sql, string database = "matching")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs an <c>alter system</c>, which counts from now on.</summary>
    public async Task SetAsync(string setting)
    {
        await ExecuteAsync(setting);
        await ExecuteAsync("select pg_reload_conf()");
    }

    public async ValueTask DisposeAsync()
    {
        if (_postmaster != 0 && Directory.Exists($"/proc/{_postmaster}"))
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Task OwnAsync() =>
        AsOwner.Length == 0 ? Task.CompletedTask : RunAsync(asOwner: false, "chown", "postgres", _folder);

    private async Task ConfigureAsync(string[] settings)
    {
        string[] lines =
        [
            $"port = {Port}",
            "listen_addresses = '127.0.0.1'",
            $"unix_socket_directories = '{_folder}'",
            "max_connections = 200",
            "jit = off",
            .. Quiet,
            .. settings,
        ];
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), lines);
    }

    private Task SignalAllAsync(string signal) =>
        RunAsync("/bin/sh", "-c", $"kill -{signal} {string.Join(' ', ProcessTree(_postmaster))} 2>/dev/null; true");

    private static List<int> ProcessTree(int root) =>
        [
            root,
            .. File.ReadAllText($"/proc/{root}/task/{root}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
        ];

    private static Task RunAsync(params string[] command) => RunAsync(asOwner: true, command);

    private static async Task RunAsync(bool asOwner, params string[] command)
    {
        string[] all = asOwner ? [.. AsOwner, .. command] : [.. command];
        using var process = Process.Start(
            new ProcessStartInfo(all[0], all[1..])
            {
                WorkingDirectory = Path.GetTempPath(),
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {said}");
        }
    }
}
