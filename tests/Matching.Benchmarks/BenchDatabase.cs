using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>
/// A fresh database, migrated and seeded, dropped afterwards: on the server that <c>MATCHING_TEST_SERVER</c> names, else on
/// one of its own that is started for it and stopped again.
/// </summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private const string Cluster = "artifacts/bench-cluster";

    private readonly string _server;
    private readonly bool _isOwn;

    private BenchDatabase(string server, bool isOwn)
    {
        (_server, _isOwn) = (server, isOwn);
        ConnectionString = new NpgsqlConnectionStringBuilder(server)
        {
            Database = $"bench_{RandomId.New():N}",
        }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<BenchDatabase> CreateAsync(CancellationToken ct)
    {
        var server = Environment.GetEnvironmentVariable("MATCHING_TEST_SERVER");
        var isOwn = server is null;
        if (isOwn)
        {
            await Programs.RunAsync(Clusters, ["start", Cluster], ct);
            server = (await Programs.RunAsync(Clusters, ["connection-string", Cluster], ct)).Trim();
        }

        var database = new BenchDatabase(server!, isOwn);
        await database.ExecuteAsync($"create database {database.Name}");
        await using var service = Bench.Service(database.ConnectionString + ";Pooling=false");
        await service.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"drop database if exists {Name} with (force)");
        if (_isOwn)
        {
            await Programs.RunAsync(Clusters, ["stop", Cluster], CancellationToken.None);
        }
    }

    private static string Clusters => Path.Combine(Bench.Root, "scripts/cluster");

    private string Name => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
