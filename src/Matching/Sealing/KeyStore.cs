using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Npgsql;

namespace Matching.Sealing;

/// <summary>
/// The random half of a record's key. The other half is the master secret; either alone opens nothing.
/// </summary>
/// <param name="Id">Its own id, random.</param>
/// <param name="Record">Whose key it is half of.</param>
/// <param name="Shard">256 random bits.</param>
/// <param name="Master">The name of the master secret that it goes with; empty where that is not known.</param>
public sealed record KeyShard(Guid Id, Guid Record, byte[] Shard, byte[] Master)
{
    /// <summary>A new one's bits.</summary>
    public static byte[] Random() => RandomNumberGenerator.GetBytes(32);
}

/// <summary>
/// Where the shards are kept: a database on a server of its own, so that no dump, log or standby of the main store has
/// them. What is written here is on its disk when the call returns; no transaction spans both stores.
/// </summary>
public sealed class KeyStore(Connections connections, TimeProvider clock) : IDisposable
{
    private const int Few = 100;
    private const int MostOf = 10;

    /// <summary>The ways to it.</summary>
    public Connections Connections => connections;

    /// <summary>What can be done with it right now.</summary>
    public DatabaseLook Look { get; } = new(connections);

    /// <inheritdoc />
    public void Dispose() => connections.Dispose();

    /// <summary>Adds shards, all or none.</summary>
    public async Task AddAsync(IReadOnlyCollection<KeyShard> shards, CancellationToken ct)
    {
        await using var connection = await connections.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(
            """
            insert into shards (id, record, shard, master, day)
            select id, record, shard, master, $5 from unnest($1, $2, $3, $4) as new (id, record, shard, master)
            """,
            ct,
            shards.Select(shard => shard.Id).ToArray(),
            shards.Select(shard => shard.Record).ToArray(),
            shards.Select(shard => shard.Shard).ToArray(),
            shards.Select(shard => shard.Master).ToArray(),
            clock.Today()
        );
    }

    /// <summary>The shards of records, by one query; a record whose key was erased has none.</summary>
    public async Task<List<KeyShard>> FindAsync(IReadOnlyCollection<Guid> records, CancellationToken ct)
    {
        await using var connection = await connections.Source.OpenConnectionAsync(ct);
        return await connection.ReadAsync(
            "select id, record, shard, master from shards where record = any ($1)",
            Read,
            ct,
            records.ToArray()
        );
    }

    /// <summary>Erases every shard of these records, or the shards of these ids; how many there were.</summary>
    public async Task<int> EraseAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var connection = await connections.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(
            "delete from shards where record = any ($1) or id = any ($1)",
            ct,
            ids.ToArray()
        );
    }

    /// <summary>Whether there are keys in it: a schema alone keeps nothing.</summary>
    public async Task<bool> IsInUseAsync(CancellationToken ct)
    {
        await using var connection = await connections.Patient.OpenConnectionAsync(ct);
        return await IsAsync("to_regclass('public.shards') is not null")
            && await IsAsync("exists (select from shards)");

        async Task<bool> IsAsync(string what) =>
            (await connection.ReadAsync($"select {what}", row => row.GetBoolean(0), ct))[0];
    }

    /// <summary>
    /// Whether so many keys without a record, or records without a key, say that these are the keys of another main
    /// store. Broken-off transactions leave few, and between a dump and today few are erased.
    /// </summary>
    public static bool AreTooMany(int without, int all) => without > Few && without > all / MostOf;

    /// <summary>All records that have a key.</summary>
    public async Task<HashSet<Guid>> RecordsAsync(CancellationToken ct)
    {
        await using var connection = await connections.Patient.OpenConnectionAsync(ct);
        return [.. await connection.ReadAsync("select distinct record from shards", row => row.GetGuid(0), ct)];
    }

    private static KeyShard Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3));
}
