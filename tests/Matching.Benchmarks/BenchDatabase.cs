using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>
/// Databases on a real PostgreSQL: the server that <c>MATCHING_TEST_SERVER</c> names, or else a private one below
/// <c>artifacts</c>, which is stopped again where this started it.
/// </summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private const string Variable = "MATCHING_TEST_SERVER";
    private readonly string _server;
    private readonly bool _started;
    private readonly List<string> _made = [];

    private BenchDatabase(string server, bool started) => (_server, _started) = (server, started);

    /// <summary>Whether databases stay when this is done, to look at their plans.</summary>
    public bool Keeps { get; init; }

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string Cluster => Path.Combine(Root, "artifacts", "bench-cluster");

    /// <summary>The server, started where there is none.</summary>
    public static async Task<BenchDatabase> OpenAsync(bool keeps = false)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new(named, started: false) { Keeps = keeps };
        }

        Directory.CreateDirectory(Cluster);
        var said = await ScriptAsync("start", Cluster);
        return new(await ScriptAsync("connection-string", Cluster), started: said == "started") { Keeps = keeps };
    }

    /// <summary>An empty database; its connection string.</summary>
    public async Task<string> CreateAsync(string name)
    {
        await ExecuteAsync($"drop database if exists {name} with (force)");
        await ExecuteAsync($"create database {name}");
        _made.Add(name);
        return new NpgsqlConnectionStringBuilder(_server) { Database = name, CommandTimeout = 600 }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var name in Keeps ? [] : _made)
        {
            await ExecuteAsync($"drop database if exists {name} with (force)");
        }

        if (_started)
        {
            await ScriptAsync("stop", Cluster);
        }
    }

    private static async Task<string> ScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, "scripts", "cluster"), arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? said.Trim()
            : throw new InvalidOperationException($"scripts/cluster {arguments[0]} ended with {process.ExitCode}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Matching.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Matching.sln is in no folder above this program.");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_server) { Pooling = false, CommandTimeout = 600 }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
