using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>Load from processes of their own, each with one thread and the same number of clients.</summary>
internal static partial class Load
{
    /// <summary>Answers a second to these questions, asked in turn, by wrk.</summary>
    /// <exception cref="InvalidOperationException">Not every answer was a good one.</exception>
    public static async Task<double> WrkAsync(
        Uri address,
        IReadOnlyList<string> questions,
        int clients,
        TimeSpan time,
        CancellationToken ct
    )
    {
        var script = Path.Combine(Bench.Artifacts, "search.lua");
        await File.WriteAllTextAsync(
            script,
            $$"""
            local questions, i = { {{string.Join(", ", questions.Select(question => $"'{question}'"))}} }, 0
            request = function()
                i = i % #questions + 1
                return wrk.format("GET", questions[i])
            end

            """,
            ct
        );
        string[] arguments = ["-t1", $"-c{clients}", $"-d{time.TotalSeconds:0}s", "-s", script, address.ToString()];
        var said = await Programs.RunAsync("wrk", arguments, ct);
        return said.Contains("Non-2xx", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"wrk got bad answers: {said}")
            : Figure(PerSecond().Match(said));
    }

    /// <summary>Runs a second of these scripts, drawn at random, by pgbench.</summary>
    public static async Task<double> PgbenchAsync(
        string connection,
        IReadOnlyList<string> scripts,
        int clients,
        TimeSpan time,
        CancellationToken ct
    )
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        IEnumerable<string> arguments =
        [
            "-n",
            "-M",
            "prepared",
            "-j",
            "1",
            "-c",
            $"{clients}",
            "-T",
            $"{time.TotalSeconds:0}",
            "-h",
            to.Host!,
            "-U",
            to.Username!,
            .. scripts.SelectMany(script => new[] { "-f", script }),
            to.Database!,
        ];
        var password = new Dictionary<string, string?> { ["PGPASSWORD"] = to.Password };
        return Figure(Transactions().Match(await Programs.RunAsync("pgbench", arguments, ct, password)));
    }

    private static double Figure(Match said) => double.Parse(said.Groups["figure"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+(?<figure>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"^tps = (?<figure>[\d.]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Transactions();
}
