using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Sealing;

/// <summary>
/// The random half of a record's key. The other half is the master secret; either alone opens nothing.
/// </summary>
public sealed class KeyShard
{
    public required Guid Record { get; init; }

    public required byte[] Shard { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<KeyShard>
    {
        public void Configure(EntityTypeBuilder<KeyShard> builder)
        {
            builder.ToTable("shards", "keys");
            builder.HasKey(shard => shard.Record);
        }
    }
}

/// <summary>
/// Seals the fields of one record. Erasing its shard makes them unreadable, wherever copies of them lie.
/// </summary>
public sealed class RecordKey
{
    private readonly byte[] _key;
    private readonly Guid _record;

    private RecordKey(Secrets secrets, KeyShard shard)
    {
        _key = secrets.Derive("record", shard.Shard);
        _record = shard.Record;
    }

    /// <summary>A key for a new record; its shard is saved with the record.</summary>
    public static RecordKey New(MatchingDb db, Secrets secrets, Guid record)
    {
        var shard = new KeyShard
        {
            Record = record,
            Shard = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
        };
        db.KeyShards.Add(shard);
        return new(secrets, shard);
    }

    /// <summary>The key of a record; null when it was erased.</summary>
    public static async Task<RecordKey?> OfAsync(MatchingDb db, Secrets secrets, Guid record, CancellationToken ct) =>
        await db.KeyShards.AsNoTracking().SingleOrDefaultAsync(shard => shard.Record == record, ct) is { } shard
            ? new(secrets, shard)
            : null;

    /// <summary>The keys of records by one query; those that were erased are left out.</summary>
    public static Task<Dictionary<Guid, RecordKey>> OfAsync(
        MatchingDb db,
        Secrets secrets,
        IReadOnlyCollection<Guid> records,
        CancellationToken ct
    ) =>
        db
            .KeyShards.AsNoTracking()
            .Where(shard => records.Contains(shard.Record))
            .ToDictionaryAsync(shard => shard.Record, shard => new RecordKey(secrets, shard), ct);

    /// <summary>Erases the key of a record, and so what it sealed.</summary>
    public static Task EraseAsync(MatchingDb db, Guid record, CancellationToken ct) =>
        db.KeyShards.Where(shard => shard.Record == record).ExecuteDeleteAsync(ct);

    /// <summary>Seals a text for a field such as <c>messages.text</c>.</summary>
    public byte[] Close(string text, string field) => Sealed.Close(_key, Encoding.UTF8.GetBytes(text), Place(field));

    /// <summary>Opens a field.</summary>
    public string Open(byte[] sealedText, string field) =>
        Encoding.UTF8.GetString(Sealed.Open(_key, sealedText, Place(field)));

    private string Place(string field) => $"{field}/{_record:N}";
}
