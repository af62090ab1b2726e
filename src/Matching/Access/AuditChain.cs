using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Access;

/// <summary>
/// Walks the audit and reckons every hash anew. That its end was cut off no chain tells: for that somebody keeps a head
/// of an earlier day, with the number of entries that it had.
/// </summary>
public static class AuditChain
{
    // What is read in one statement, which has its bound like any other.
    private const int Page = 10_000;

    /// <summary>What stands before the first entry.</summary>
    private static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>What was found on the way.</summary>
    /// <param name="Entries">How many there are.</param>
    /// <param name="Head">The hash of the last, in hexadecimal.</param>
    /// <param name="Broken">Where the first one is that is not as it was written; null where all are.</param>
    public sealed record Walk(long Entries, string Head, string? Broken);

    /// <summary>Where the chain ends now, without walking it.</summary>
    public static async Task<(long Entries, string Head)> HeadAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var last = await connection.ReadAsync(
            "select position, hash from audit order by position desc limit 1",
            row => (row.GetInt64(0), Hex(row.GetFieldValue<byte[]>(1))),
            ct
        );
        return last.Count == 0 ? (0, Hex(Beginning)) : last[0];
    }

    /// <summary>Reckons from the first entry to the last, or to the first that is not as it was written.</summary>
    /// <param name="known">An earlier head, with how many entries there were.</param>
    public static async Task<Walk> WalkAsync(
        NpgsqlDataSource source,
        (string Head, long Entries)? known,
        CancellationToken ct
    )
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var (entries, hash, last, read) = (0L, Beginning, long.MinValue, Page);
        while (read >= Page)
        {
            // With ties: whoever could write there could put in a second of a position, just where a page ends.
            await using var command = new NpgsqlCommand(
                """
                select position, day, key, body, act, subject, hash
                from audit where position > $1
                order by position fetch first $2 rows with ties
                """,
                connection
            )
            {
                Parameters =
                {
                    new() { Value = last },
                    new() { Value = Page },
                },
            };
            await using var rows = await command.ExecuteReaderAsync(ct);
            for (read = 0; await rows.ReadAsync(ct); read++)
            {
                entries++;
                (hash, last) = (Next(hash, rows), rows.GetInt64(0));
                if (last != entries || !hash.AsSpan().SequenceEqual(rows.GetFieldValue<byte[]>(6)))
                {
                    return new(entries - 1, Hex(hash), $"entry {entries} is not the one that was written there");
                }

                if (known is { } early && early.Entries == entries && !Matches(early.Head, hash))
                {
                    return new(entries, Hex(hash), $"the head of {entries} entries was another one");
                }
            }
        }

        return new(
            entries,
            Hex(hash),
            known is { } late && late.Entries > entries ? $"there were {late.Entries} entries before" : null
        );
    }

    // As append_audit of db/functions/access.sql writes it.
    private static byte[] Next(byte[] before, NpgsqlDataReader row)
    {
        IEnumerable<string> fields =
        [
            row.GetInt64(0).ToString(CultureInfo.InvariantCulture),
            row.GetFieldValue<DateOnly>(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            row.IsDBNull(2) ? "" : row.GetGuid(2).ToString(),
            row.IsDBNull(3) ? "" : row.GetGuid(3).ToString(),
            row.GetString(4),
            row.IsDBNull(5) ? "" : Hex(row.GetFieldValue<byte[]>(5)),
        ];
        return SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(string.Join('|', fields))]);
    }

    private static bool Matches(string head, byte[] hash) =>
        string.Equals(head, Hex(hash), StringComparison.OrdinalIgnoreCase);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
