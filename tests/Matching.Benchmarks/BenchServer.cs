using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>
/// A real PostgreSQL: the one that <c>MATCHING_TEST_SERVER</c> names, or else a private one below <c>artifacts</c>,
/// which is stopped again where this started it. The databases made on it are dropped at the end.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly string _server;
    private readonly bool _started;
    private readonly List<string> _made = [];

    private BenchServer(string server, bool started) => (_server, _started) = (server, started);

    /// <summary>Whether databases stay when this is done, to look at their plans.</summary>
    public bool Keeps { get; init; }

    private static string Script => Path.Combine(Bench.Root, "scripts/cluster");

    private static string Cluster => Path.Combine(Bench.Root, "artifacts/bench-cluster");

    /// <summary>The server, started where there is none.</summary>
    public static async Task<BenchServer> OpenAsync(bool keeps = false)
    {
        if (Environment.GetEnvironmentVariable("MATCHING_TEST_SERVER") is { Length: > 0 } named)
        {
            return new(named, started: false) { Keeps = keeps };
        }

        Directory.CreateDirectory(Cluster);
        var said = await ScriptAsync("start");
        return new(await ScriptAsync("connection-string"), started: said == "started") { Keeps = keeps };
    }

    /// <summary>
    /// How the key store beside a database is reached: on the same server, for what is measured here is not the keys.
    /// </summary>
    public static string KeysOf(string connection)
    {
        var main = new NpgsqlConnectionStringBuilder(connection);
        return new NpgsqlConnectionStringBuilder(connection) { Database = $"{main.Database}_keys" }.ConnectionString;
    }

    /// <summary>An empty database with its key store; its connection string.</summary>
    public async Task<string> CreateAsync(string name)
    {
        foreach (var database in new[] { name, $"{name}_keys" })
        {
            await ExecuteAsync($"drop database if exists {database} with (force)");
            await ExecuteAsync($"create database {database}");
            _made.Add(database);
        }

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
            await ScriptAsync("stop");
        }
    }

    private static async Task<string> ScriptAsync(string what) =>
        (await Programs.RunAsync(Script, [what, Cluster], CancellationToken.None)).Trim();

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
