using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Matching.Backups;

/// <summary>What a dump holds.</summary>
public enum DumpKind
{
    /// <summary>The main store.</summary>
    Main,

    /// <summary>The key store.</summary>
    Keys,

    /// <summary>The keys as the version before dumped them, out of the main store.</summary>
    KeysBefore,
}

/// <summary>
/// Restores a dump into a database that is empty, in one transaction, and compares what is there then with what was
/// dumped. The role needs no more rights than the service has: extensions are there before.
/// </summary>
public sealed class Restore(Connections connections, KeyStore keys, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>What was restored.</summary>
    /// <param name="Dumped">What the backup held; null where nothing beside it tells.</param>
    /// <param name="Restored">What is there now.</param>
    public sealed record Done(DumpKind Kind, Contents? Dumped, Contents Restored)
    {
        /// <summary>The tables that are not as they were dumped.</summary>
        public IReadOnlyList<string> Different => Dumped?.DifferentIn(Restored) ?? [];
    }

    /// <exception cref="BackupException">It cannot be restored; nothing was changed.</exception>
    public async Task<Done> RunAsync(string file, CancellationToken ct)
    {
        var tool = await PostgresTool.FindAsync("pg_restore", ct);
        var list = await ListAsync(tool, file, ct);
        var kind = KindOf(list);
        var (store, settings) =
            kind == DumpKind.Keys
                ? (keys.Connections, configuration.GetConnectionString("Keys"))
                : (
                    connections,
                    configuration.GetConnectionString("Owner") ?? configuration.GetConnectionString("Matching")
                );
        var dumped = await Contents.ReadAsync(file, ct);
        await using var connection = await store.OpenAsOwnerAsync(ct);
        await FillAsync(tool, connection, settings, file, list, kind, ct);

        await using var transaction = await connection.BeginTransactionAsync(ct);
        var restored = await Contents.OfAsync(connection, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        await connection.ExecuteAsync("set client_min_messages = error; analyze; reset client_min_messages", ct);
        return new(kind, dumped, restored.Of(before: kind == DumpKind.KeysBefore));
    }

    /// <summary>Puts a dump of the main store into an empty database, and does nothing else.</summary>
    /// <exception cref="BackupException">It cannot be restored, or is none of the main store.</exception>
    internal static async Task CopyAsync(string file, NpgsqlConnection into, string settings, CancellationToken ct)
    {
        var tool = await PostgresTool.FindAsync("pg_restore", ct);
        var list = await ListAsync(tool, file, ct);
        if (KindOf(list) != DumpKind.Main)
        {
            throw new BackupException($"{file} is no dump of the main store.");
        }

        await FillAsync(tool, into, settings, file, list, DumpKind.Main, ct);
    }

    private static async Task<string[]> ListAsync(PostgresTool tool, string file, CancellationToken ct) =>
        File.Exists(file)
            ? (await tool.RunAsync(new Dictionary<string, string?>(), ct, "--list", file)).Split('\n')
            : throw new BackupException($"There is no file {file}.");

    private static DumpKind KindOf(string[] list)
    {
        return Has(" TABLE public interests ") ? DumpKind.Main
            : Has(" TABLE public shards ") ? DumpKind.Keys
            : DumpKind.KeysBefore;

        bool Has(string entry) => list.Any(line => line.Contains(entry, StringComparison.Ordinal));
    }

    private static async Task FillAsync(
        PostgresTool tool,
        NpgsqlConnection connection,
        string? settings,
        string file,
        string[] list,
        DumpKind kind,
        CancellationToken ct
    )
    {
        await RefuseUnlessEmptyAsync(connection, kind, ct);
        await EnsureExtensionsAsync(connection, list, ct);
        await LoadAsync(tool, connection, settings, file, list, ct);
    }

    private static async Task LoadAsync(
        PostgresTool tool,
        NpgsqlConnection connection,
        string? settings,
        string file,
        string[] list,
        CancellationToken ct
    )
    {
        var mine = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(mine, list.Where(IsOurs), ct);
            await tool.RunAsync(
                PostgresTool.WayTo(connection, new NpgsqlConnectionStringBuilder(settings)),
                ct,
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                $"--use-list={mine}",
                $"--dbname={connection.Database}",
                file
            );
        }
        finally
        {
            File.Delete(mine);
        }
    }

    // Extensions and what is theirs belong to whoever made them, and so does the schema that every database has.
    private static bool IsOurs(string line) =>
        !line.Contains(" EXTENSION ", StringComparison.Ordinal)
        && !line.Contains(" TABLE DATA public spatial_ref_sys ", StringComparison.Ordinal)
        && !line.Contains(" SCHEMA - public ", StringComparison.Ordinal)
        && !line.Contains(" COMMENT - SCHEMA public ", StringComparison.Ordinal);

    private static async Task RefuseUnlessEmptyAsync(NpgsqlConnection connection, DumpKind kind, CancellationToken ct)
    {
        var tables = await connection.ReadAsync(
            """
            select n.nspname, c.relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
              and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
              and not exists (
                  select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            """,
            row => (Schema: row.GetString(0), Name: row.GetString(1)),
            ct
        );
        if (kind != DumpKind.KeysBefore && tables.Count > 0)
        {
            throw new BackupException(
                $"The database {connection.Database} is not empty: a backup is restored into a new one alone."
            );
        }

        if (kind != DumpKind.KeysBefore)
        {
            return;
        }

        if (!tables.Contains((Contents.KeysBefore, "shards")))
        {
            throw new BackupException(
                "This is a key store of an older version: restore the backup that it belongs to first."
            );
        }

        if ((await connection.ReadAsync("select exists (select from keys.shards)", row => row.GetBoolean(0), ct))[0])
        {
            throw new BackupException(
                "There are keys in the database: a key store is restored into an empty one alone."
            );
        }
    }

    private static async Task EnsureExtensionsAsync(NpgsqlConnection connection, string[] list, CancellationToken ct)
    {
        const string Marker = " EXTENSION - ";
        var needed =
            from line in list
            where
                line.Contains(Marker, StringComparison.Ordinal) && !line.Contains(" COMMENT ", StringComparison.Ordinal)
            select line[(line.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..].Trim().Split(' ')[0];
        foreach (var name in needed)
        {
            try
            {
                await connection.ExecuteAsync(
                    $"set client_min_messages = error; create extension if not exists \"{name.Replace("\"", "\"\"")}\"; reset client_min_messages",
                    ct
                );
            }
            catch (PostgresException refused)
            {
                throw new BackupException(
                    $"The database lacks the extension {name}, and the role {connection.UserName} cannot make it ({refused.SqlState}): let the superuser do so, as in deploy/database.sql."
                );
            }
        }
    }
}
