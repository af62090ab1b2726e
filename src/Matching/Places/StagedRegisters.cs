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
            create temporary table left_out (number text) on commit drop;
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
        await CopyRowsAsync(
            connection,
            "left_out (number)",
            register
                .LeftOut.Concat(boundaries.LeftOut)
                .Concat(population.LeftOut)
                .Select(number => new object[] { number }),
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

    /// <summary>Rows that speak of a municipality or county which nothing else knows; they are taken out.</summary>
    /// <remarks>A municipality that another file of the same import no longer has is one too.</remarks>
    public static Task<List<BadRow>> StrangersAsync(
        NpgsqlConnection connection,
        ImportPlaces.Files files,
        CancellationToken ct
    ) =>
        connection.ReadAsync(
            """
            with strange_boundaries as (
                delete from read_boundaries b
                where not exists (select from places p where p.kind = 'county' and p.county = left(b.municipality, 2))
                returning line, municipality),
            strange_population as (
                delete from read_population r
                where not exists (select from places p where p.code = 'municipality:' || r.municipality)
                  and not exists (
                    select from read_boundaries b
                    where b.municipality = r.municipality and b.municipality not in (select municipality from strange_boundaries))
                returning line, municipality),
            strange_codes as (
                delete from read_codes c
                where not exists (
                    select from places p
                    where p.code = 'municipality:' || c.municipality and (p.county is null or not $1 and not p.historical))
                  and not exists (
                    select from read_boundaries b
                    where b.municipality = c.municipality and b.municipality not in (select municipality from strange_boundaries))
                  and not exists (select from read_population r where r.municipality = c.municipality)
                  and not exists (select from left_out l where l.number = c.municipality)
                returning line, code),
            noted as (
                insert into left_out (number)
                select municipality from strange_boundaries
                union all select municipality from strange_population
                union all select code from strange_codes)
            select 'register', line, 'no municipality of today has this number' from strange_codes
            union all
            select 'boundaries', line, 'no county with the first two digits of this number is known here' from strange_boundaries
            union all
            select 'population', line, 'no municipality with this number is known here' from strange_population
            order by 1, 2
            """,
            row => new BadRow(row.GetString(0), row.GetInt64(1), row.GetString(2)),
            ct,
            (files.Boundaries ?? files.Population) is not null
        );
}
