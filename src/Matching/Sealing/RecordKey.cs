using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Matching.Sealing;

/// <summary>
/// Seals the fields of one record. Erasing its shard makes them unreadable, wherever copies of them lie.
/// </summary>
public sealed class RecordKey
{
    private const string Purpose = "record";

    // The one that seals first; the others open what it does not.
    private readonly List<byte[]> _keys;
    private readonly Guid _record;

    private RecordKey(Guid record, List<byte[]> keys) => (_record, _keys) = (record, keys);

    /// <summary>A key for a record that has none; its shard is kept before the record is saved.</summary>
    public static RecordKey New(MatchingDb db, Secrets secrets, Guid record)
    {
        var shard = new KeyShard(RandomId.New(), record, KeyShard.Random(), secrets.Master.Name);
        db.Shards.Add(shard);
        return new(record, [secrets.Master.Derive(Purpose, shard.Shard)]);
    }

    /// <summary>
    /// A key for a record that goes on and is sealed anew as a whole: what it was sealed with before is erased with the
    /// current transaction.
    /// </summary>
    public static async Task<RecordKey> RenewAsync(MatchingDb db, Secrets secrets, Guid record, CancellationToken ct)
    {
        await db.Shards.EraseShardsAsync(record, ct);
        return New(db, secrets, record);
    }

    /// <summary>
    /// A new key for a record that goes on without something that it was sealed with: all that still stands there is
    /// sealed anew, and what does not is readable nowhere from the commit on. The record is locked, in a transaction.
    /// </summary>
    /// <param name="table">Where the record stands, a key of <see cref="SealedField.All"/>.</param>
    public static async Task<RecordKey> ReplaceAsync(
        MatchingDb db,
        Secrets secrets,
        string table,
        Guid record,
        CancellationToken ct
    )
    {
        var old = await OfAsync(db, secrets, record, ct);
        var renewed = await RenewAsync(db, secrets, record, ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        foreach (var field in SealedField.All[table])
        {
            foreach (var (_, value) in await field.ReadAsync(connection, [record], ct))
            {
                var text = old!.Open(value, field.Name);
                await field.ReplaceAsync(connection, record, value, renewed.Close(text, field.Name), ct);
            }
        }

        return renewed;
    }

    /// <summary>
    /// The key of a record; null when it was erased. Whoever seals with it has locked the record before: it may be
    /// sealed under another one at any time.
    /// </summary>
    public static async Task<RecordKey?> OfAsync(MatchingDb db, Secrets secrets, Guid record, CancellationToken ct) =>
        (await OfAsync(db, secrets, [record], ct)).GetValueOrDefault(record);

    /// <summary>The keys of records by one query; those that were erased are left out.</summary>
    public static async Task<Dictionary<Guid, RecordKey>> OfAsync(
        MatchingDb db,
        Secrets secrets,
        IReadOnlyCollection<Guid> records,
        CancellationToken ct
    ) =>
        (await db.Shards.FindAsync(records, ct))
            .GroupBy(shard => shard.Record)
            .ToDictionary(shards => shards.Key, shards => Of(secrets, shards));

    /// <summary>
    /// Erases the key of a record that is erased itself with the current transaction, and so what it sealed, wherever
    /// copies of that lie.
    /// </summary>
    public static Task EraseAsync(MatchingDb db, Guid record, CancellationToken ct) =>
        db.Shards.EraseAsync([record], ct);

    /// <summary>Seals a text for a field such as <c>messages.text</c>.</summary>
    public byte[] Close(string text, string field) =>
        Sealed.Close(_keys[0], Encoding.UTF8.GetBytes(text), Place(field));

    /// <summary>Opens a field.</summary>
    /// <exception cref="CryptographicException">It was sealed for another place, or under a key that is
    /// gone.</exception>
    public string Open(byte[] sealedText, string field) =>
        TryOpen(sealedText, field) ?? throw new CryptographicException("No key of the record opens it.");

    /// <summary>The same; null where it does not open.</summary>
    public string? TryOpen(byte[] sealedText, string field)
    {
        foreach (var key in _keys)
        {
            if (Sealed.TryOpen(key, sealedText, Place(field)) is { } text)
            {
                return Encoding.UTF8.GetString(text);
            }
        }

        return null;
    }

    /// <summary>Whether it is sealed under the key under which one seals now.</summary>
    internal bool IsOfNewest(byte[] sealedText, string field) =>
        Sealed.TryOpen(_keys[0], sealedText, Place(field)) is not null;

    // That of the newest master secret first, which is the one to seal under: every instance says the same, also one to
    // which it is still the one to come.
    internal static RecordKey Of(Secrets secrets, IGrouping<Guid, KeyShard> shards) =>
        new(
            shards.Key,
            [
                .. from master in secrets.Masters
                from shard in shards
                where secrets.MastersOf(shard.Master).Contains(master)
                select master.Derive(Purpose, shard.Shard),
            ]
        );

    private string Place(string field) => $"{field}/{_record:N}";
}
