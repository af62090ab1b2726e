using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Sealing;

/// <summary>
/// Seals everything anew under the newest master secret, while the service runs. In three rounds, with a rest between
/// them that outlasts every call that began before: first each record gets a second shard, then what is sealed under
/// the first is sealed under the second, then the first goes. At every moment whoever reads has the shards for what she
/// reads; cut off anywhere, it goes on when it is begun again.
/// </summary>
public static class RotateKeys
{
    /// <summary>Longer than a call takes.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(45);

    private const int Page = 500;

    // So many rows are locked at once, and no longer than it takes to seal what hangs on them.
    private const int AtOnce = 20;

    /// <summary>Whoever adds second shards, so that no record gets two.</summary>
    private const long Lock = 0x526F7461_74654B65;

    /// <summary>What was done.</summary>
    /// <param name="Records">How many got a second shard.</param>
    /// <param name="Values">How many values were sealed anew.</param>
    /// <param name="Unreadable">Values that no key opens; their records keep all their shards.</param>
    /// <param name="Left">Shards that go with another master secret still: of those, or of what was undone, which the
    /// night removes.</param>
    public sealed record Done(int Records, int Values, int Unreadable, int Left);

    /// <summary>Goes through the three rounds.</summary>
    /// <param name="rest">Between the rounds.</param>
    public static async Task<Done> RunAsync(IServiceProvider services, TimeSpan rest, CancellationToken ct)
    {
        var (keys, secrets) = (services.GetRequiredService<KeyStore>(), services.GetRequiredService<Secrets>());
        await MoveShards.RunAsync(services, ct);
        var records = 0;
        await foreach (var some in OfOthersAsync(keys, secrets, ct))
        {
            records += await AddAsync(keys, secrets, some, ct);
        }

        await Task.Delay(rest, ct);
        var (values, unreadable) = (0, 0);
        await foreach (var some in OfOthersAsync(keys, secrets, ct))
        {
            values += (await ResealAsync(services, some, ct)).Values;
        }

        await Task.Delay(rest, ct);
        await foreach (var some in OfOthersAsync(keys, secrets, ct))
        {
            // Asked again: what is sealed between the rounds is sealed under the newest, and nothing else may be there.
            var round = await ResealAsync(services, some, ct);
            (values, unreadable) = (values + round.Values, unreadable + round.Unreadable.Count);
            await EraseOthersAsync(keys, secrets, round.Records.Except(round.Unreadable), ct);
        }

        return new(records, values, unreadable, await LeftAsync(keys, secrets, ct));
    }

    // The records that have a shard of another master secret.
    private static async IAsyncEnumerable<Guid[]> OfOthersAsync(
        KeyStore keys,
        Secrets secrets,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        for (var after = Guid.Empty; ; )
        {
            await using var connection = await keys.Connections.Patient.OpenConnectionAsync(ct);
            var page = await connection.ReadAsync(
                "select distinct record from shards where master <> $1 and record > $2 order by record limit $3",
                row => row.GetGuid(0),
                ct,
                secrets.Master.Name,
                after,
                Page
            );
            if (page.Count == 0)
            {
                yield break;
            }

            yield return [.. page];
            after = page[^1];
        }
    }

    private static async Task<int> AddAsync(KeyStore keys, Secrets secrets, Guid[] records, CancellationToken ct)
    {
        await using var connection = await keys.Connections.Patient.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync($"select pg_advisory_xact_lock({Lock})", ct);
        var added = await connection.ExecuteAsync(
            """
            insert into shards (id, record, shard, master, day)
            select new.id, new.record, new.shard, $4,
                   (select max(s.day) from shards s where s.record = new.record)
            from unnest($1, $2, $3) as new (id, record, shard)
            where not exists (select from shards s where s.record = new.record and s.master = $4)
              and exists (select from shards s where s.record = new.record)
            """,
            ct,
            records.Select(_ => RandomId.New()).ToArray(),
            records,
            records.Select(_ => KeyShard.Random()).ToArray(),
            secrets.Master.Name
        );
        await transaction.CommitAsync(ct);
        return added;
    }

    private static async Task<Round> ResealAsync(IServiceProvider services, Guid[] records, CancellationToken ct)
    {
        var all = new Round([], [], 0);
        foreach (var (table, fields) in SealedField.All)
        {
            foreach (var some in records.Chunk(AtOnce))
            {
                var round = await ResealAsync(services, table, fields, some, ct);
                all = new(
                    [.. all.Records, .. round.Records],
                    [.. all.Unreadable, .. round.Unreadable],
                    all.Values + round.Values
                );
            }
        }

        return all;
    }

    private static async Task<Round> ResealAsync(
        IServiceProvider services,
        string table,
        IReadOnlyList<SealedField> fields,
        Guid[] some,
        CancellationToken ct
    )
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var locked = await connection.ReadAsync(
            $"select id from {table} where id = any ($1) order by id for update",
            row => row.GetGuid(0),
            ct,
            some
        );
        if (locked.Count == 0)
        {
            return new([], [], 0);
        }

        var keys = await RecordKey.OfAsync(db, services.GetRequiredService<Secrets>(), locked, ct);
        var (values, unreadable) = (0, new HashSet<Guid>());
        foreach (var field in fields)
        {
            foreach (var (record, value) in await field.ReadAsync(connection, [.. locked], ct))
            {
                if (keys.GetValueOrDefault(record) is not { } key || key.TryOpen(value, field.Name) is not { } text)
                {
                    unreadable.Add(record);
                }
                else if (!key.IsOfNewest(value, field.Name))
                {
                    values += await field.ReplaceAsync(connection, record, value, key.Close(text, field.Name), ct);
                }
            }
        }

        await transaction.CommitAsync(ct);
        return new(locked, unreadable, values);
    }

    private static async Task EraseOthersAsync(
        KeyStore keys,
        Secrets secrets,
        IEnumerable<Guid> records,
        CancellationToken ct
    )
    {
        await using var connection = await keys.Connections.Patient.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(
            """
            delete from shards o where o.record = any ($1) and o.master <> $2
                and exists (select from shards n where n.record = o.record and n.master = $2)
            """,
            ct,
            records.ToArray(),
            secrets.Master.Name
        );
    }

    private static async Task<int> LeftAsync(KeyStore keys, Secrets secrets, CancellationToken ct)
    {
        await using var connection = await keys.Connections.Patient.OpenConnectionAsync(ct);
        var left = await connection.ReadAsync(
            "select count(*)::integer from shards where master <> $1",
            row => row.GetInt32(0),
            ct,
            secrets.Master.Name
        );
        return left[0];
    }

    private sealed record Round(IReadOnlyCollection<Guid> Records, IReadOnlyCollection<Guid> Unreadable, int Values);
}
