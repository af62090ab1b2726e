using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsvHelper;
using Matching.Database;
using Npgsql;
using NpgsqlTypes;

namespace Matching.Places;

/// <summary>
/// Loads <c>db/seed/places.csv</c>: every county, municipality, town and postal code, with the points that are known.
/// What an import settled is left as it is: the seed is an approximation.
/// </summary>
public static class SeedPlaces
{
    public static async Task LoadAsync(NpgsqlConnection connection, string text, CancellationToken ct)
    {
        using var csv = CsvReader.FromText(text, CsvReaderOptions.Default);
        var rows = new List<Row>();
        while (csv.Read())
        {
            rows.Add(Row.Read(csv));
        }

        await connection.ExecuteAsync(
            "create temporary table seeded (like places including defaults) on commit drop",
            ct
        );
        await connection.ExecuteAsync("create temporary table seeded_names (place text, name text) on commit drop", ct);
        await CopyPlacesAsync(connection, rows, ct);
        await CopyNamesAsync(connection, rows, ct);
        await connection.ExecuteAsync(
            """
            insert into places (code, kind, name, parent, municipality, county, longitude, latitude, population)
            select code, kind, name, parent, municipality, county, longitude, latitude, population from seeded
            on conflict (code) do update
            set (kind, name, parent, municipality, county, longitude, latitude) =
                (excluded.kind, excluded.name, excluded.parent, excluded.municipality, excluded.county,
                 excluded.longitude, excluded.latitude)
            where not places.registered;
            update places p set population = s.population from seeded s where p.code = s.code and not p.counted;
            delete from place_names where place in (select code from seeded) and not official;
            insert into place_names (place, name) select distinct place, name from seeded_names on conflict do nothing;
            analyze places, place_names;
            """,
            ct
        );
        await SettleAreas.RunAsync(connection, PartitionRules.Current, ct);
    }

    private static async Task CopyPlacesAsync(NpgsqlConnection connection, List<Row> rows, CancellationToken ct)
    {
        var byCode = rows.ToDictionary(row => row.Code);
        await using var writer = await connection.BeginBinaryImportAsync(
            "copy seeded (code, kind, name, parent, municipality, county, longitude, latitude, population) from stdin (format binary)",
            ct
        );
        foreach (var row in rows)
        {
            var municipality = Ancestor(row, "municipality", byCode);
            var county = Ancestor(row, "county", byCode);
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(row.Code, ct);
            await writer.WriteAsync(row.Kind, ct);
            await writer.WriteAsync(row.Name, ct);
            await writer.WriteAsync(NullIfEmpty(row.Parent), NpgsqlDbType.Text, ct);
            await writer.WriteAsync(municipality, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(county, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(row.Longitude, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(row.Latitude, NpgsqlDbType.Double, ct);
            await writer.WriteAsync(row.Population, NpgsqlDbType.Integer, ct);
        }

        await writer.CompleteAsync(ct);
    }

    // A postal code is looked for by its number: its town is found by the town's own row.
    private static async Task CopyNamesAsync(NpgsqlConnection connection, List<Row> rows, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            "copy seeded_names (place, name) from stdin (format binary)",
            ct
        );
        foreach (var row in rows)
        {
            var names =
                row.Kind == "postal-code"
                    ? [Number(row.Code)]
                    : row.Names.Split('|').Where(name => name.Length > 0).Prepend(row.Name);
            foreach (var name in names)
            {
                await writer.StartRowAsync(ct);
                await writer.WriteAsync(row.Code, ct);
                await writer.WriteAsync(name, ct);
            }
        }

        await writer.CompleteAsync(ct);
    }

    private static string? Ancestor(Row row, string kind, Dictionary<string, Row> byCode) =>
        row.Kind == kind ? Number(row.Code)
        : byCode.TryGetValue(row.Parent, out var parent) ? Ancestor(parent, kind, byCode)
        : null;

    private static string Number(string code) => code[(code.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private sealed record Row(
        string Code,
        string Kind,
        string Name,
        string Names,
        string Parent,
        double? Longitude,
        double? Latitude,
        int? Population
    )
    {
        public static Row Read(CsvReader csv) =>
            new(
                csv.GetString("code"),
                csv.GetString("kind"),
                csv.GetString("name"),
                csv.GetString("names"),
                csv.GetString("parent"),
                Number<double>(csv.GetString("longitude")),
                Number<double>(csv.GetString("latitude")),
                Number<int>(csv.GetString("population"))
            );

        private static T? Number<T>(string text)
            where T : struct, IParsable<T> => text.Length == 0 ? null : T.Parse(text, CultureInfo.InvariantCulture);
    }
}
