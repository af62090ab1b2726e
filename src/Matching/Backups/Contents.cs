using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Backups;

/// <summary>
/// What is in a backup: kept beside each dump as <c>FILE.json</c>, so that a restored database can be compared with the
/// one that was dumped.
/// </summary>
/// <param name="MadeAt">The moment whose state it holds.</param>
/// <param name="Server">The version of the PostgreSQL that was dumped.</param>
/// <param name="Tables">By name, with its schema.</param>
public sealed record Contents(DateTimeOffset MadeAt, string Server, IReadOnlyDictionary<string, TableContents> Tables)
{
    /// <summary>The schema in which the version before kept its keys.</summary>
    internal const string KeysBefore = "keys";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Those of these tables that another database has differently, or not at all.</summary>
    public IReadOnlyList<string> DifferentIn(Contents other) =>
        [
            .. Tables
                .Keys.Union(other.Tables.Keys)
                .Where(name => !Equals(Of(name), other.Of(name)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The keys of the version before alone, or all the others.</summary>
    internal Contents Of(bool before) =>
        this with
        {
            Tables = Tables
                .Where(table => table.Key.StartsWith($"{KeysBefore}.", StringComparison.Ordinal) == before)
                .ToDictionary(),
        };

    /// <summary>Where the contents of a dump are kept.</summary>
    internal static string FileOf(string dump) => $"{dump}.json";

    internal Task WriteAsync(string file, CancellationToken ct) =>
        File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(this, Readable), ct);

    /// <summary>What is kept beside a dump; null where nothing is.</summary>
    /// <exception cref="BackupException">It is there and cannot be read.</exception>
    internal static async Task<Contents?> ReadAsync(string dump, CancellationToken ct)
    {
        if (!File.Exists(FileOf(dump)))
        {
            return null;
        }

        try
        {
            await using var stream = File.OpenRead(FileOf(dump));
            return await JsonSerializer.DeserializeAsync<Contents>(stream, Readable, ct);
        }
        catch (JsonException)
        {
            throw new BackupException($"{FileOf(dump)} does not say what a backup holds.");
        }
    }

    /// <summary>
    /// Counts and sums up every table in the transaction that the connection is in. Columns that PostgreSQL generates
    /// are left out: another machine may generate another last digit.
    /// </summary>
    internal static async Task<Contents> OfAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct)
    {
        // The text of a row must not depend on how a session writes it.
        await connection.ExecuteAsync(
            """
            set local timezone = 'UTC';
            set local datestyle = 'ISO';
            set local intervalstyle = 'postgres';
            set local extra_float_digits = 1;
            set local bytea_output = 'hex';
            set local statement_timeout = 0
            """,
            ct
        );
        var tables = await connection.ReadAsync(
            """
            select n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname),
                   string_agg(format('%I', a.attname), ', ' order by a.attnum)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')
              and not exists (
                  select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            group by n.nspname, c.relname
            """,
            row => (Name: row.GetString(0), Quoted: row.GetString(1), Columns: row.GetString(2)),
            ct
        );
        var contents = new SortedDictionary<string, TableContents>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            contents[table.Name] = await TableAsync(connection, table.Quoted, table.Columns, ct);
        }

        return new(now, connection.PostgreSqlVersion.ToString(), contents);
    }

    private static async Task<TableContents> TableAsync(
        NpgsqlConnection connection,
        string table,
        string columns,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            $"select count(*), coalesce(sum(hashtextextended(row({columns})::text, 0)), 0)::text from {table}",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetInt64(0), reader.GetString(1));
    }

    private TableContents? Of(string table) => Tables.GetValueOrDefault(table);
}

/// <summary>How many rows a table has, and a sum over what stands in them, whatever their order.</summary>
public sealed record TableContents(long Rows, string Sum);
