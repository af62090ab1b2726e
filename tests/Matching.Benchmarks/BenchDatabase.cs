using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks;

/// <summary>A fresh database, migrated and seeded, dropped afterwards.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly BenchServer _server;

    private BenchDatabase(BenchServer server, string connectionString) =>
        (_server, ConnectionString) = (server, connectionString);

    public string ConnectionString { get; }

    public static async Task<BenchDatabase> CreateAsync(CancellationToken ct)
    {
        var server = await BenchServer.OpenAsync();
        var database = new BenchDatabase(server, await server.CreateAsync($"bench_{RandomId.New():N}"));
        await using var service = Bench.Service(database.ConnectionString + ";Pooling=false");
        await service.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        return database;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
