using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks;

/// <summary>
/// The search for the 20 nearest open groups of a topic, over HTTP, against pgbench sending the same SQL, prepared, to
/// the same database, and against a bare Kestrel that answers as many bytes: in turns, in several short rounds, so that
/// what else the machine does meets all three. Everything is on this machine; the service, the bare Kestrel and the
/// loads (wrk, pgbench) are processes of their own.
/// </summary>
internal static class Search
{
    /// <summary>How fast the search is at least, as a part of what pgbench does, at the largest size.</summary>
    private const double LeastOfPgbench = 0.6;

    private const int Clients = 8;
    private const int Questions = 100;
    private const int WarmUpSearches = 6_000;
    private const int MostWarmUps = 30;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);
    private static readonly int[] Sizes = [5_000, 100_000];

    public static Command Verb()
    {
        var verb = new Command("search", "The search for the nearest groups against pgbench and a bare Kestrel.");
        var sizes = new Option<int[]>("--groups")
        {
            Description = "How many groups there are, the largest last.",
            DefaultValueFactory = _ => Sizes,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How many rounds count.",
            DefaultValueFactory = _ => 7,
        };
        verb.Add(sizes);
        verb.Add(rounds);
        verb.SetAction((parsed, ct) => RunAsync(parsed.GetValue(sizes)!, parsed.GetValue(rounds), ct));
        return verb;
    }

    /// <param name="VsPgbench">Searches a second by pgbench's transactions a second; the median of the rounds.</param>
    /// <param name="VsKestrel">Searches a second by the answers of a bare Kestrel.</param>
    public sealed record Result(
        int Groups,
        double VsPgbench,
        double VsKestrel,
        double Searches,
        double Pgbench,
        double Kestrel,
        int Bytes,
        IReadOnlyDictionary<string, double> Milliseconds
    );

    private static async Task<int> RunAsync(int[] sizes, int rounds, CancellationToken ct)
    {
        await Programs.NeedAsync("wrk", "wrk", ct);
        await Programs.NeedAsync("pgbench", "postgresql-contrib", ct);
        await using var database = await BenchDatabase.CreateAsync(ct);
        var results = new List<Result>();
        await using var service = await BenchProcess.ServiceAsync(database.ConnectionString, Clients, ct);
        foreach (var groups in sizes)
        {
            results.Add(await MeasureAsync(database.ConnectionString, service.Address, groups, rounds, ct));
        }

        Print(results);
        await Bench.KeepAsync(
            "search",
            new
            {
                VsPgbench = results.ToDictionary(result => result.Groups, result => result.VsPgbench),
                VsKestrel = results.ToDictionary(result => result.Groups, result => result.VsKestrel),
                Results = results,
            },
            ct
        );
        var isFastEnough = results[^1].VsPgbench >= LeastOfPgbench;
        Console.WriteLine(
            isFastEnough
                ? $"At least {LeastOfPgbench} of pgbench at {sizes[^1]:N0} groups: met."
                : $"Less than {LeastOfPgbench} of pgbench at {sizes[^1]:N0} groups."
        );
        return isFastEnough ? 0 : 1;
    }

    private static async Task<Result> MeasureAsync(
        string connection,
        Uri service,
        int groups,
        int count,
        CancellationToken ct
    )
    {
        Console.WriteLine($"{groups:N0} groups…");
        var questions = await PrepareAsync(connection, groups, ct);
        var layers = await SearchLayers.MeasureAsync(connection, questions, Bench.Artifacts, ct);
        await using var bare = await BenchProcess.BareAsync(layers.Bytes, ct);
        var rounds = new List<(double Searches, double Pgbench, double Kestrel)>();
        await WarmUpAsync(service, questions, ct);
        for (var round = -1; round < count; round++)
        {
            var measured = (
                Searches: await Load.WrkAsync(service, questions, Clients, Turn, ct),
                Pgbench: await Load.PgbenchAsync(connection, layers.Scripts, Clients, Turn, ct),
                Kestrel: await Load.WrkAsync(bare.Address, questions, Clients, Turn, ct)
            );

            // The first one warms up.
            if (round >= 0)
            {
                rounds.Add(measured);
            }
        }

        return new(
            groups,
            Math.Round(Median(rounds.Select(one => one.Searches / one.Pgbench)), 3),
            Math.Round(Median(rounds.Select(one => one.Searches / one.Kestrel)), 3),
            Math.Round(Median(rounds.Select(one => one.Searches))),
            Math.Round(Median(rounds.Select(one => one.Pgbench))),
            Math.Round(Median(rounds.Select(one => one.Kestrel))),
            layers.Bytes,
            layers.Milliseconds
        );
    }

    // The runtime compiles anew what is called often. Until it is done, which some thousand searches take, a search
    // costs several times what it does from then on; and on a busy machine two slow turns in the midst of that look
    // alike.
    private static async Task WarmUpAsync(Uri service, IReadOnlyList<string> questions, CancellationToken ct)
    {
        var searches = 0.0;
        for (var turn = 0; turn < MostWarmUps && searches < WarmUpSearches; turn++)
        {
            searches += Turn.TotalSeconds * await Load.WrkAsync(service, questions, Clients, Turn, ct);
        }
    }

    // Random places where people live, each with a topic.
    private static async Task<IReadOnlyList<string>> PrepareAsync(string connection, int groups, CancellationToken ct)
    {
        await using var service = Bench.Service(connection);
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        await ManyGroups.FillAsync(db, groups, ct);
        var topics = await db
            .Topics.Where(topic => topic.Slug != Topic.Across)
            .OrderBy(topic => topic.Id)
            .Select(topic => topic.Slug)
            .ToListAsync(ct);
        var points = await ManyGroups.PointsAsync(db, Questions, ct);
        return
        [
            .. points.Select(
                (point, i) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"/v1/groups?topic={topics[i % topics.Count]}&near={point.Longitude},{point.Latitude}&limit=20"
                    )
            ),
        ];
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(List<Result> results)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{"groups", 8}{"search/s", 11}{"pgbench/s", 11}{"Kestrel/s", 11}{"vs pgbench", 12}{"vs Kestrel", 12}{"bytes", 9}"
        );
        foreach (var one in results)
        {
            Console.WriteLine(
                $"{one.Groups, 8}{one.Searches, 11}{one.Pgbench, 11}{one.Kestrel, 11}{one.VsPgbench, 12}{one.VsKestrel, 12}{one.Bytes, 9}"
            );
        }

        Console.WriteLine();
        Console.WriteLine("where the time of one search goes, one at a time, in ms (medians)");
        foreach (var layer in results[0].Milliseconds.Keys)
        {
            Console.WriteLine(
                $"  {layer, -46}{string.Concat(results.Select(one => $"{one.Milliseconds[layer], 10:0.00}"))}"
            );
        }

        Console.WriteLine();
    }
}
