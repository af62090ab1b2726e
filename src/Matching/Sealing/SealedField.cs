using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Sealing;

/// <summary>A column whose values are sealed, under the key of the record that they belong to.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Column">Its name.</param>
/// <param name="Record">SQL: the id of the record that a row belongs to.</param>
/// <param name="OfRecords">SQL: whether a row belongs to one of the records in $1.</param>
public sealed record SealedField(string Table, string Column, string Record, string OfRecords)
{
    /// <summary>What a value is bound to beside its record.</summary>
    public string Name { get; init; } = $"{Table}.{Column}";

    /// <summary>All that is sealed, by the tables of the records, each of which is locked by its own row.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<SealedField>> All { get; } =
        new Dictionary<string, IReadOnlyList<SealedField>>
        {
            ["interests"] =
            [
                Own("interests", "contact"),
                new("messages", "text", "interest", "interest = any ($1)"),
                new(
                    "case_history",
                    "note",
                    "(select c.interest from cases c where c.id = case_id)",
                    "case_id in (select c.id from cases c where c.interest = any ($1))"
                ),
            ],
            ["groups"] = [Own("groups", "contact")],
            ["starters"] = [Own("starters", "name"), Own("starters", "email"), Own("starters", "phone")],
            ["webhooks"] =
            [
                Own("webhooks", "url"),
                Own("webhooks", "secret"),
                // Valid for a day more, as it was sealed.
                Own("webhooks", "previous_secret") with
                {
                    Name = "webhooks.secret",
                },
            ],
        };

    /// <summary>What stands in it, sealed, for some records.</summary>
    internal Task<List<(Guid Record, byte[] Value)>> ReadAsync(
        NpgsqlConnection connection,
        Guid[] records,
        CancellationToken ct
    ) =>
        connection.ReadAsync(
            $"select {Record}, {Column} from {Table} where {OfRecords} and {Column} is not null",
            row => (row.GetGuid(0), row.GetFieldValue<byte[]>(1)),
            ct,
            records
        );

    /// <summary>Puts the same text, sealed anew, in the place of a value; how many rows that were.</summary>
    internal Task<int> ReplaceAsync(
        NpgsqlConnection connection,
        Guid record,
        byte[] was,
        byte[] value,
        CancellationToken ct
    ) =>
        connection.ExecuteAsync(
            $"update {Table} set {Column} = $2 where {OfRecords} and {Column} = $3",
            ct,
            new[] { record },
            value,
            was
        );

    private static SealedField Own(string table, string column) => new(table, column, "id", "id = any ($1)");
}
