using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Matching.Backups;

/// <summary>
/// Dumps the main store and then the key store, whose copies are kept for a shorter time, so that what people took back
/// cannot be read from the others. In this order every record of the one dump has its key in the other: a key is there
/// before its record. Both files are there whole or not at all.
/// </summary>
public sealed class Backup(Connections connections, KeyStore keys, IConfiguration configuration, TimeProvider clock)
{
    private const UnixFileMode ForOwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What was written.</summary>
    public sealed record Made(BackupFiles Files, Contents Main, Contents Keys, TimeSpan Took);

    /// <exception cref="BackupException">It cannot be made; nothing was written.</exception>
    public async Task<Made> WriteAsync(BackupFiles files, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        foreach (var file in new[] { files.Main, files.Keys })
        {
            if (File.Exists(file))
            {
                throw new BackupException($"{file} is there already; a backup takes no other's place.");
            }
        }

        var tool = await PostgresTool.FindAsync("pg_dump", ct);
        await using var parts = new Parts();
        var main = await DumpAsync(
            tool,
            connections,
            configuration.GetConnectionString("Owner") ?? configuration.GetConnectionString("Matching"),
            files.Main,
            parts,
            ct,
            $"--exclude-table-data={Contents.KeysBefore}.*"
        );
        var store = await DumpAsync(
            tool,
            keys.Connections,
            configuration.GetConnectionString("Keys"),
            files.Keys,
            parts,
            ct
        );
        await parts.KeepAsync(ct);
        return new(files, main, store, watch.Elapsed);
    }

    private async Task<Contents> DumpAsync(
        PostgresTool tool,
        Connections store,
        string? settings,
        string file,
        Parts parts,
        CancellationToken ct,
        params string[] but
    )
    {
        await using var connection = await store.OpenAsOwnerAsync(ct);
        if (tool.Major < connection.PostgreSqlVersion.Major)
        {
            throw new BackupException(
                $"pg_dump here is of version {tool.Major} and the server of {connection.PostgreSqlVersion.Major}: install PostgreSQL's client programs of that version."
            );
        }

        // Counted and dumped is the state of one moment, while others go on writing.
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            ct
        );
        await connection.ExecuteAsync("set local idle_in_transaction_session_timeout = 0", ct);
        var snapshot = (await connection.ReadAsync("select pg_export_snapshot()", row => row.GetString(0), ct))[0];
        var contents = (await Contents.OfAsync(connection, clock.GetUtcNow(), ct)).Of(before: false);
        await contents.WriteAsync(parts.New(Contents.FileOf(file)), ct);
        string[] all =
        [
            "--format=custom",
            $"--snapshot={snapshot}",
            "--no-owner",
            "--no-privileges",
            .. but,
            $"--file={parts.New(file)}",
        ];
        await tool.RunAsync(PostgresTool.WayTo(connection, new NpgsqlConnectionStringBuilder(settings)), ct, all);
        return contents;
    }

    // Files under other names, which get their own when all of them are written and on the disk, the last one last.
    private sealed class Parts : IAsyncDisposable
    {
        private readonly List<(string Part, string File)> _parts = [];

        public string New(string file)
        {
            var part = $"{file}{BackupFiles.Part}";
            File.Delete(part);
            new FileStream(
                part,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = ForOwnerAlone,
                }
            ).Dispose();
            _parts.Add((part, file));
            return part;
        }

        public async Task KeepAsync(CancellationToken ct)
        {
            foreach (var (part, _) in _parts)
            {
                await using var stream = new FileStream(part, FileMode.Open, FileAccess.Write);
                stream.Flush(flushToDisk: true);
            }

            foreach (var (part, file) in _parts)
            {
                File.Move(part, file);
            }

            // .NET has no way to flush a folder, in which the names stand.
            using var sync = Process.Start("sync", ["--", Path.GetDirectoryName(_parts[^1].File)!]);
            await sync.WaitForExitAsync(ct);
        }

        public ValueTask DisposeAsync()
        {
            foreach (var (part, _) in _parts)
            {
                File.Delete(part);
            }

            return ValueTask.CompletedTask;
        }
    }
}
