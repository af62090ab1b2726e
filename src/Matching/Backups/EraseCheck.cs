using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Npgsql;

namespace Matching.Backups;

/// <summary>
/// Whether a copy of the main store tells what was erased since: every sealed value of it is tried with the keys that
/// there are today.
/// </summary>
public static class EraseCheck
{
    private const int AtOnce = 1000;

    /// <summary>What came of the values of one field.</summary>
    /// <param name="Living">Of records that are there today.</param>
    /// <param name="LivingOpen">Those of them that open; the others were replaced since.</param>
    /// <param name="Erased">Of records that are gone.</param>
    /// <param name="ErasedOpen">Those of them that open: none may.</param>
    public sealed record Found(string Field, int Living, int LivingOpen, int Erased, int ErasedOpen);

    /// <summary>Tries all values of a restored copy, field by field.</summary>
    public static async Task<IReadOnlyList<Found>> RunAsync(
        NpgsqlConnection copy,
        MatchingDb today,
        Secrets secrets,
        CancellationToken ct
    )
    {
        var found = new List<Found>();
        foreach (var field in SealedField.All.Values.SelectMany(fields => fields))
        {
            var all = new Found($"{field.Table}.{field.Column}", 0, 0, 0, 0);
            await using var command = new NpgsqlCommand(
                $"select {field.Record}, {field.Column} from {field.Table} where {field.Column} is not null",
                copy
            );
            await using var reader = await command.ExecuteReaderAsync(ct);
            for (var some = new List<Value>(AtOnce); ; some.Clear())
            {
                while (some.Count < AtOnce && await reader.ReadAsync(ct))
                {
                    some.Add(new(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
                }

                if (some.Count == 0)
                {
                    break;
                }

                all = await TryAsync(all, field, some, today, secrets, ct);
            }

            found.Add(all);
        }

        return found;
    }

    private static async Task<Found> TryAsync(
        Found so,
        SealedField field,
        List<Value> values,
        MatchingDb today,
        Secrets secrets,
        CancellationToken ct
    )
    {
        var records = values.Select(value => value.Record).Distinct().ToArray();
        var keys = await RecordKey.OfAsync(today, secrets, records, ct);
        var living = await today.Shards.LivingAsync(records, ct);
        foreach (var value in values)
        {
            var opens = keys.GetValueOrDefault(value.Record)?.TryOpen(value.Sealed, field.Name) is null ? 0 : 1;
            so = living.Contains(value.Record)
                ? so with
                {
                    Living = so.Living + 1,
                    LivingOpen = so.LivingOpen + opens,
                }
                : so with
                {
                    Erased = so.Erased + 1,
                    ErasedOpen = so.ErasedOpen + opens,
                };
        }

        return so;
    }

    private sealed record Value(Guid Record, byte[] Sealed);
}
