using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Npgsql;
using Xunit;

namespace Matching.Tests.Fences;

public sealed class SchemaTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_committed_schema_is_that_of_a_freshly_migrated_database()
    {
        var dump = await DumpAsync();
        var lines = dump.Split('\n')
            .Where(line => !line.StartsWith("--", StringComparison.Ordinal))
            .Where(line =>
                !line.StartsWith("\\restrict", StringComparison.Ordinal)
                && !line.StartsWith("\\unrestrict", StringComparison.Ordinal)
            )
            .Where(line =>
                !line.StartsWith("SET ", StringComparison.Ordinal)
                && !line.StartsWith("SELECT pg_catalog.set_config", StringComparison.Ordinal)
            )
            .Where(line =>
                !line.StartsWith("CREATE EXTENSION", StringComparison.Ordinal)
                && !line.StartsWith("COMMENT ON EXTENSION", StringComparison.Ordinal)
            );

        // Empty lines depend on what stands between the statements: which extensions a server had before.
        var text = string.Join('\n', lines);
        while (text.Contains("\n\n\n", StringComparison.Ordinal))
        {
            text = text.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
        }

        Committed.Equals("db/schema.sql", text.TrimStart());
    }

    private async Task<string> DumpAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(host.ConnectionString);
        var start = new ProcessStartInfo(PgDump())
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in new[]
            {
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                "-h",
                connection.Host!,
                "-U",
                connection.Username!,
                "-d",
                connection.Database!,
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = connection.Password ?? "";
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == 0,
            await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        return text;
    }

    private static string PgDump() =>
        Directory
            .EnumerateDirectories("/usr/lib/postgresql")
            .Order(StringComparer.Ordinal)
            .Select(folder => Path.Combine(folder, "bin/pg_dump"))
            .LastOrDefault(File.Exists)
        ?? "pg_dump";
}
