using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Sealing;

/// <summary>
/// Moves what the version before keeps in the main store into the key store. A shard is there before it is gone here,
/// so whoever looks in both finds it.
/// </summary>
public static class MoveShards
{
    private const int AtOnce = 1000;

    /// <summary>Moves all, and returns how many these were.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var keys = services.GetRequiredService<KeyStore>();
        var secrets = services.GetRequiredService<Secrets>();

        // Under which of several they were made, nothing tells.
        var master = secrets.Masters.Count == 1 ? secrets.Master.Name : [];
        if (!await AreThereAsync(services, ct))
        {
            // A database that takes no writes is backed up too.
            return 0;
        }

        var all = 0;
        for (var moved = AtOnce; moved == AtOnce; all += moved)
        {
            await using var connection = await services
                .GetRequiredService<Connections>()
                .Source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var shards = await connection.ReadAsync(
                """
                delete from keys.shards
                where record in (select record from keys.shards limit $1 for update skip locked)
                returning record, shard
                """,
                row => new KeyShard(RandomId.New(), row.GetGuid(0), row.GetFieldValue<byte[]>(1), master),
                ct,
                AtOnce
            );
            moved = shards.Count;
            if (moved > 0)
            {
                await keys.AddAsync(shards, ct);
            }

            await transaction.CommitAsync(ct);
        }

        return all;
    }

    private static async Task<bool> AreThereAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var connection = await services.GetRequiredService<Connections>().Source.OpenConnectionAsync(ct);
        return (await connection.ReadAsync("select exists (select from keys.shards)", row => row.GetBoolean(0), ct))[0];
    }
}
