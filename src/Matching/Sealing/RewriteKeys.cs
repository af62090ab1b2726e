using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Sealing;

/// <summary>
/// Writes the key store anew, so that no file of its server holds a byte of a shard that was erased: neither the table
/// nor the log of changes. On the way it finishes what was left undone, and removes shards that no record has.
/// </summary>
public static class RewriteKeys
{
    private const int Page = 10_000;

    /// <summary>Rewrites it, and returns how many shards without a record were removed.</summary>
    /// <exception cref="InvalidOperationException">Some of it cannot be done; the message says what, and what to
    /// do.</exception>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var keys = services.GetRequiredService<KeyStore>();
        await MoveShards.RunAsync(services, ct);
        await FinishErasing.RunAsync(services, ct);
        var (orphans, all) = await OrphansAsync(services, keys, ct);
        var areTooMany = KeyStore.AreTooMany(orphans.Count, all);
        if (!areTooMany)
        {
            await keys.EraseAsync(orphans, ct);
        }

        await RewriteAsync(keys, ct);
        return areTooMany
            ? throw new InvalidOperationException(
                $"{orphans.Count} of {all} keys belong to nothing in the main store, and none of these was removed: is this its key store?"
            )
            : orphans.Count;
    }

    // What was made yesterday or today may belong to a transaction that is not committed yet.
    private static async Task<(List<Guid> Orphans, int All)> OrphansAsync(
        IServiceProvider services,
        KeyStore keys,
        CancellationToken ct
    )
    {
        var before = services.GetRequiredService<TimeProvider>().Today().AddDays(-1);
        var (orphans, all) = (new List<Guid>(), 0);
        await using var main = await services.GetRequiredService<Connections>().Source.OpenConnectionAsync(ct);
        await using var store = await keys.Connections.Source.OpenConnectionAsync(ct);
        for (var after = Guid.Empty; ; )
        {
            var page = await store.ReadAsync(
                "select id, record, day < $2 from shards where id > $1 order by id limit $3",
                row => (Id: row.GetGuid(0), Record: row.GetGuid(1), IsOld: row.GetBoolean(2)),
                ct,
                after,
                before,
                Page
            );
            if (page.Count == 0)
            {
                return (orphans, all);
            }

            var known = await main.ReadAsync(
                "select records_with_keys($1)",
                row => row.GetGuid(0),
                ct,
                page.Select(shard => shard.Record).Distinct().ToArray()
            );
            var records = known.ToHashSet();
            orphans.AddRange(
                page.Where(shard => shard.IsOld && !records.Contains(shard.Record)).Select(shard => shard.Id)
            );
            (after, all) = (page[^1].Id, all + page.Count);
        }
    }

    private static async Task RewriteAsync(KeyStore keys, CancellationToken ct)
    {
        await using var connection = await keys.Connections.Patient.OpenConnectionAsync(ct);
        try
        {
            // Who reads a key waits meanwhile, and so nobody behind this for long.
            await connection.ExecuteAsync("set lock_timeout = '2s'", ct);
            // By the random ids, so that not even the order tells who came before whom.
            await connection.ExecuteAsync("cluster shards using shards_pkey", ct);

            // The log of before is needed no more once all that it says is in the files: a checkpoint deletes it.
            await connection.ExecuteAsync("select pg_switch_wal()", ct);
            await connection.ExecuteAsync("checkpoint", ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"The role {connection.UserName} may not have the key store written anew, so erased keys stay in its log: let the superuser grant what deploy/keys.sql does.",
                refused
            );
        }
    }
}
