using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Backups;

/// <summary>
/// A program of PostgreSQL's, <c>pg_dump</c> or <c>pg_restore</c>: of the newest version below
/// <c>/usr/lib/postgresql</c>, else the one in <c>PATH</c>. It gets the way to the database by its environment, so that
/// no password stands on a command line.
/// </summary>
internal sealed class PostgresTool
{
    private const string Versions = "/usr/lib/postgresql";
    private readonly string _file;

    private PostgresTool(string file, int major) => (_file, Major) = (file, major);

    /// <summary>Its major version.</summary>
    public int Major { get; }

    /// <summary>Finds it and asks it for its version.</summary>
    /// <exception cref="BackupException">It is not installed.</exception>
    public static async Task<PostgresTool> FindAsync(string name, CancellationToken ct)
    {
        var file =
            (Directory.Exists(Versions) ? Directory.EnumerateDirectories(Versions) : [])
                .OrderByDescending(folder =>
                    int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0
                )
                .Select(folder => Path.Combine(folder, "bin", name))
                .Concat(
                    (Environment.GetEnvironmentVariable("PATH") ?? "")
                        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                        .Select(folder => Path.Combine(folder, name))
                )
                .FirstOrDefault(File.Exists)
            ?? throw new BackupException(
                $"{name} was not found: install PostgreSQL's client programs (Debian: postgresql-client), of the server's version or a newer one."
            );
        var said = await new PostgresTool(file, 0).RunAsync(new Dictionary<string, string?>(), ct, "--version");
        var number = new string([.. said.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return new(file, int.Parse(number, CultureInfo.InvariantCulture));
    }

    /// <summary>How it gets to the server and database of an open connection.</summary>
    /// <param name="settings">The connection string that was opened, with what the connection does not tell.</param>
    public static IReadOnlyDictionary<string, string?> WayTo(
        NpgsqlConnection connection,
        NpgsqlConnectionStringBuilder settings
    ) =>
        new Dictionary<string, string?>
        {
            ["PGHOST"] = connection.Host,
            ["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = connection.UserName,
            ["PGDATABASE"] = connection.Database,
            ["PGPASSWORD"] = settings.Password ?? Environment.GetEnvironmentVariable("PGPASSWORD"),
            ["PGPASSFILE"] = settings.Passfile ?? Environment.GetEnvironmentVariable("PGPASSFILE"),
            ["PGSSLMODE"] = settings.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var mode => mode.ToString().ToLowerInvariant(),
            },
            ["PGSSLROOTCERT"] = settings.RootCertificate,
            ["PGSSLCERT"] = settings.SslCertificate,
            ["PGSSLKEY"] = settings.SslKey,
            ["PGOPTIONS"] = null,
            ["PGSERVICE"] = null,
            ["PGTARGETSESSIONATTRS"] = null,
        };

    /// <summary>Runs it to its end and returns what it wrote.</summary>
    /// <exception cref="BackupException">It failed; the message has its first error and nothing of any row.</exception>
    public async Task<string> RunAsync(
        IReadOnlyDictionary<string, string?> environment,
        CancellationToken ct,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(_file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (
                process.StandardOutput.ReadToEndAsync(ct),
                process.StandardError.ReadToEndAsync(ct)
            );
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0
                ? await output
                : throw new BackupException($"{Path.GetFileName(_file)} failed: {FirstError(await errors)}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    // The lines after it may show rows, and so may what it quotes.
    private static string FirstError(string errors)
    {
        var lines = errors.Split('\n');
        var first = lines.FirstOrDefault(line => line.Contains("error:", StringComparison.Ordinal)) ?? lines[0];
        var quoted = first.IndexOf(": \"", StringComparison.Ordinal);
        return quoted < 0 ? first : first[..quoted];
    }
}

/// <summary>A backup could not be made or restored; the message says why, in one sentence.</summary>
public sealed class BackupException(string message) : Exception(message);
