using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Matching.Sealing;

/// <summary>
/// What is done with keys beside what is done with rows. No transaction spans the two stores, so the order does: a
/// shard is on its disk before the row that it is for is written, and is erased only after the commit that says so. A
/// rollback loses no text, and what was to be erased and could not be stands in <c>keys_to_erase</c> until it is.
/// </summary>
public sealed class Shards(MatchingDb db)
{
    // Nobody waits longer for what is written down, and done by FinishErasing all the same.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<KeyShard> _new = [];
    private readonly List<Guid> _toErase = [];

    private KeyStore Store => db.GetService<KeyStore>();

    /// <summary>Takes a new shard, which is kept before anything is saved.</summary>
    internal void Add(KeyShard shard) => _new.Add(shard);

    /// <summary>The shards of records.</summary>
    internal async Task<IReadOnlyList<KeyShard>> FindAsync(IReadOnlyCollection<Guid> records, CancellationToken ct)
    {
        if (records.Count == 0)
        {
            return [];
        }

        var found = await Store.FindAsync(records, ct);
        if (Missing() is { Length: > 0 } before)
        {
            found.AddRange(await FindBeforeAsync(before, ct));
        }

        // Moved between the two looks.
        if (Missing() is { Length: > 0 } moved)
        {
            found.AddRange(await Store.FindAsync(moved, ct));
        }

        return found;

        Guid[] Missing() => [.. records.Except(found.Select(shard => shard.Record))];
    }

    /// <summary>Those of these records that are there and may have something sealed.</summary>
    internal async Task<HashSet<Guid>> LivingAsync(Guid[] records, CancellationToken ct) =>
        [
            .. await db
                .Database.SqlQuery<Guid>($"select id as \"Value\" from records_with_keys({records}) as id")
                .ToListAsync(ct),
        ];

    /// <summary>
    /// Erases the keys of records with the current transaction. Not for a record that goes on: between the commit and
    /// the erasing, somebody else could seal something under what is about to go.
    /// </summary>
    internal Task EraseAsync(IReadOnlyCollection<Guid> records, CancellationToken ct) => WriteDownAsync(records, ct);

    /// <summary>
    /// Erases what a record has been sealed with so far, with the current transaction: the record goes on, and what it
    /// is sealed with from now on is new.
    /// </summary>
    internal async Task EraseShardsAsync(Guid record, CancellationToken ct)
    {
        // First, since whatever moves it waits for this, or this for that.
        await db.Database.ExecuteSqlAsync($"delete from keys.shards where record = {record}", ct);
        var shards = await Store.FindAsync([record], ct);
        await WriteDownAsync([.. shards.Select(shard => shard.Id)], ct);
    }

    /// <summary>Keeps the new shards. Whoever saves rows calls this first.</summary>
    internal async Task SaveAsync(CancellationToken ct)
    {
        if (_new.Count > 0)
        {
            await Store.AddAsync(_new, ct);
            _new.Clear();
        }
    }

    /// <summary>A transaction begins: what another one left, which was undone, is none of it.</summary>
    internal void Begin()
    {
        _new.Clear();
        _toErase.Clear();
    }

    /// <summary>The transaction is committed: erases what it wrote down.</summary>
    internal async Task CommittedAsync()
    {
        if (_toErase.Count == 0)
        {
            return;
        }

        var ids = _toErase.ToArray();
        _toErase.Clear();
        try
        {
            // By a clock of its own, and for nobody's sake to be broken off: whoever asked may be gone.
            using var patience = new CancellationTokenSource(Patience);
            await Store.EraseAsync(ids, patience.Token).WaitAsync(Patience, CancellationToken.None);
            await ((NpgsqlConnection)db.Database.GetDbConnection()).ExecuteAsync(
                "delete from keys_to_erase where id = any ($1)",
                patience.Token,
                ids
            );
        }
        catch (Exception failure) when (failure is OperationCanceledException || Failures.IsPassing(failure))
        {
            db.GetService<ILogger<Shards>>()
                .LogWarning("{Count} keys are erased later: {Failure}", ids.Length, failure.GetType().Name);
        }
    }

    private async Task WriteDownAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Keys are erased with the transaction that erases their record.");
        }

        var all = ids.ToArray();
        await db.Database.ExecuteSqlAsync(
            $"insert into keys_to_erase (id) select unnest({all}) on conflict do nothing",
            ct
        );
        await db.Database.ExecuteSqlAsync($"delete from keys.shards where record = any ({all})", ct);
        _toErase.AddRange(all);
    }

    // Where the version before keeps them, until a night has moved them.
    private async Task<List<KeyShard>> FindBeforeAsync(Guid[] records, CancellationToken ct)
    {
        var found = await db
            .Database.SqlQuery<Before>(
                $"select record as \"Record\", shard as \"Shard\" from keys.shards where record = any ({records})"
            )
            .ToListAsync(ct);
        return found.ConvertAll(shard => new KeyShard(shard.Record, shard.Record, shard.Shard, []));
    }

    private sealed record Before(Guid Record, byte[] Shard);
}
