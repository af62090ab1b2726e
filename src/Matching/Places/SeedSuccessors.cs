using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CsvHelper;
using Matching.Database;
using Npgsql;
using NpgsqlTypes;

namespace Matching.Places;

/// <summary>
/// Loads <c>db/seed/successors.csv</c>: which municipality number took over from which, and when. The file is the whole
/// truth, so what it no longer says goes.
/// </summary>
public static class SeedSuccessors
{
    public static async Task LoadAsync(NpgsqlConnection connection, string text, CancellationToken ct)
    {
        await connection.ExecuteAsync("delete from municipality_successors", ct);
        using var csv = CsvReader.FromText(text, CsvReaderOptions.Default);
        await using var writer = await connection.BeginBinaryImportAsync(
            "copy municipality_successors (old, new, from_day) from stdin (format binary)",
            ct
        );
        while (csv.Read())
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(csv.GetString("old"), ct);
            await writer.WriteAsync(csv.GetString("new"), ct);
            await writer.WriteAsync(
                DateOnly.Parse(csv.GetString("from"), CultureInfo.InvariantCulture),
                NpgsqlDbType.Date,
                ct
            );
        }

        await writer.CompleteAsync(ct);
        await writer.CloseAsync(ct);
        await connection.ExecuteAsync("refresh materialized view municipality_ancestors", ct);
    }
}
