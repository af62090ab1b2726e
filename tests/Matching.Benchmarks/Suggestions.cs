using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CsvHelper;

namespace Matching.Benchmarks;

/// <summary>
/// The suggestions for topics and places while somebody types: all that the committed examples are on the way, letter
/// by letter, each asked over HTTP, one after the other, of a service that is a process of its own.
/// </summary>
internal static class Suggestions
{
    private const double MostMilliseconds = 30;
    private static readonly string[] Kinds = ["topic", "place"];

    public static Command Verb()
    {
        var verb = new Command("suggestions", "The suggestions for topics and places, at every keystroke.");
        var rounds = new Option<int>("--rounds")
        {
            Description = "How many times all is typed; the first is not counted.",
            DefaultValueFactory = _ => 3,
        };
        verb.Add(rounds);
        verb.SetAction((parsed, ct) => RunAsync(parsed.GetValue(rounds), ct));
        return verb;
    }

    /// <param name="Keystrokes">How many different ones there are.</param>
    public sealed record Result(string Kind, int Keystrokes, double P50, double P95, double P99);

    private static async Task<int> RunAsync(int rounds, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await using var service = await BenchProcess.ServiceAsync(database.ConnectionString, 4, ct);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = service.Address };
        var typed = Kinds.ToDictionary(kind => kind, Keystrokes);
        var took = Kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < Math.Max(2, rounds); round++)
        {
            foreach (var kind in Kinds)
            {
                foreach (var text in typed[kind])
                {
                    var begun = Stopwatch.GetTimestamp();
                    await client.GetByteArrayAsync($"/v1/{kind}s?q={Uri.EscapeDataString(text)}", ct);
                    if (round > 0)
                    {
                        took[kind].Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                    }
                }
            }
        }

        Result[] results = [.. Kinds.Select(kind => Of(kind, typed[kind].Count, took[kind]))];
        Console.WriteLine($"{"", 8}{"keystrokes", 12}{"p50 ms", 9}{"p95 ms", 9}{"p99 ms", 9}");
        foreach (var one in results)
        {
            Console.WriteLine($"{one.Kind, -8}{one.Keystrokes, 12}{one.P50, 9:F1}{one.P95, 9:F1}{one.P99, 9:F1}");
        }

        await Bench.KeepAsync("suggestions", results, ct);
        var isMet = Array.TrueForAll(results, one => one.P95 < MostMilliseconds);
        Console.WriteLine($"Both below {MostMilliseconds} ms at p95: {(isMet ? "met" : "not met")}.");
        return isMet ? 0 : 1;
    }

    private static List<string> Keystrokes(string kind)
    {
        var typed = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(Bench.Root, "tests/Matching.Tests"),
                "suggestions.csv",
                SearchOption.AllDirectories
            )
        )
        {
            using var csv = CsvReader.FromText(File.ReadAllText(file), CsvReaderOptions.Default);
            while (csv.Read())
            {
                var text = csv.GetString("typed");
                typed.UnionWith(
                    csv.GetString("kind") == kind
                        ? Enumerable.Range(1, text.Length).Select(letters => text[..letters])
                        : []
                );
            }
        }

        // Nobody asks for blanks alone.
        return [.. typed.Where(text => !string.IsNullOrWhiteSpace(text)).Order(StringComparer.Ordinal)];
    }

    private static Result Of(string kind, int keystrokes, List<double> took)
    {
        var sorted = took.Order().ToList();
        return new(kind, keystrokes, At(0.5), At(0.95), At(0.99));

        double At(double share) => Math.Round(sorted[(int)(share * (sorted.Count - 1))], 2);
    }
}
