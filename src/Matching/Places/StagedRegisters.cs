using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using NetTopologySuite.IO;
using Npgsql;
using NpgsqlTypes;

namespace Matching.Places;

/// <summary>The rows of the files as temporary tables, where they meet what is known.</summary>
internal static class StagedRegisters
{
    private const int MostNamed = 30;

    /// <summary>Copies what was read into the tables <c>read_…</c> of this transaction.</summary>
    public static async Task CopyAsync(
        NpgsqlConnection connection,
        RegisterFile<PostalRegister.Row> register,
        RegisterFile<BoundaryFile.Row> boundaries,
        RegisterFile<PopulationFile.Row> population,
        CancellationToken ct
    )
    {
        await connection.ExecuteAsync(
            """
            create temporary table read_codes (line bigint, code text, name text, municipality text, category text)
                on commit drop;
            create temporary table read_boundaries (line bigint, municipality text, official text, wkb bytea) on commit drop;
            create temporary table read_population (line bigint, municipality text, name text, official text, population integer)
                on commit drop;
            """,
            ct
        );
        await CopyRowsAsync(
            connection,
            "read_codes (line, code, name, municipality, category)",
            register.Rows.Select(row => new object[] { row.Line, row.Code, row.Name, row.Municipality, row.Category }),
            ct
        );
        var wkb = new WKBWriter();
        await CopyRowsAsync(
            connection,
            "read_boundaries (line, municipality, official, wkb)",
            boundaries.Rows.Select(row =>
                new object[] { row.Line, row.Municipality, row.Official, wkb.Write(row.Area) }
            ),
            ct
        );
        await CopyRowsAsync(
            connection,
            "read_population (line, municipality, name, official, population)",
            population.Rows.Select(row =>
                new object[] { row.Line, row.Municipality, row.Name, row.Official, row.Population }
            ),
            ct
        );
    }

    private static async Task CopyRowsAsync(
        NpgsqlConnection connection,
        string table,
        IEnumerable<object[]> rows,
        CancellationToken ct
    )
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            $"copy {table} from stdin (format binary)",
            ct
        );
        foreach (var row in rows)
        {
            await writer.StartRowAsync(ct);
            foreach (var value in row)
            {
                await writer.WriteAsync(
                    value,
                    value switch
                    {
                        long => NpgsqlDbType.Bigint,
                        int => NpgsqlDbType.Integer,
                        byte[] => NpgsqlDbType.Bytea,
                        _ => NpgsqlDbType.Text,
                    },
                    ct
                );
            }
        }

        await writer.CompleteAsync(ct);
    }

    /// <summary>Boundaries in a county which nothing else knows; they are taken out.</summary>
    public static async Task<IReadOnlyList<BadRow>> StrangersAsync(
        NpgsqlConnection connection,
        RegisterFile<BoundaryFile.Row> boundaries,
        CancellationToken ct
    )
    {
        var strangers = await connection.ReadAsync(
            """
            delete from read_boundaries b
            where not exists (select from places p where p.kind = 'county' and p.county = left(b.municipality, 2))
            returning municipality
            """,
            row => row.GetString(0),
            ct
        );
        return
        [
            .. boundaries
                .Rows.Where(row => strangers.Contains(row.Municipality))
                .Select(row => row.Bad("no county with the first two digits of this number is known here")),
        ];
    }

    /// <summary>
    /// Settles which municipalities there are, as <c>today</c>. Only boundaries show that one is no more, since
    /// together they are the whole land, where a list of figures may just be short. Rows of the other files that speak
    /// of no such municipality are taken out.
    /// </summary>
    /// <param name="partition">Whether the boundaries are all of them: none of them was left out.</param>
    public static async Task<IReadOnlyList<BadRow>> SettleMunicipalitiesAsync(
        NpgsqlConnection connection,
        ImportPlaces.Files files,
        bool partition,
        CancellationToken ct
    )
    {
        // Svalbard and Jan Mayen are in no file of municipalities: what has no county stays.
        await connection.ExecuteAsync(
            $"""
            create temporary table today on commit drop as
            select municipality from read_boundaries
            union
            select municipality from places
            where kind = 'municipality' and not historical and (county is null or not {partition});
            """,
            ct
        );
        var strangers = await connection.ReadAsync(
            """
            with strange_codes as (
                delete from read_codes where municipality not in (select municipality from today) returning line),
            strange_figures as (
                delete from read_population where municipality not in (select municipality from today) returning line)
            select 'register', line from strange_codes union all select 'population', line from strange_figures order by 1, 2
            """,
            row => new BadRow(row.GetString(0), row.GetInt64(1), "no municipality of today has this number"),
            ct
        );
        return files.Population is null ? strangers : [.. strangers, .. await MissingFiguresAsync(connection, ct)];
    }

    private static async Task<IEnumerable<BadRow>> MissingFiguresAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        var missing = await connection.ReadAsync(
            """
            select municipality from today t
            where not exists (select from read_population r where r.municipality = t.municipality)
              and not exists (select from places p where p.code = 'municipality:' || t.municipality and p.county is null)
            order by 1
            """,
            row => row.GetString(0),
            ct
        );
        var named = string.Join(", ", missing.Take(MostNamed)) + (missing.Count > MostNamed ? " and so on" : "");
        return missing.Count == 0
            ? []
            :
            [
                new BadRow(
                    "population",
                    null,
                    $"no figure for {missing.Count} municipalit{(missing.Count == 1 ? "y" : "ies")}: {named}"
                ),
            ];
    }
}
