using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Matches;
using Matching.Proposals;
using Matching.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks;

/// <summary>
/// People placed and their kilometres: by the engine; by first come, first served, where each in turn takes the nearest
/// group that fits and has a place, which is what anyone would write first; and by the integer program's optimum under
/// the same rules. All are known at once; the program keeps the order of turn; most placed first, then least km for
/// each placed.
/// </summary>
internal static class Quality
{
    private const int Instances = 20;
    private const double LeastPlaced = 0.97;
    private const double MostKm = 1.05;

    public static Command Verb()
    {
        var verb = new Command(
            "quality",
            "People placed and their kilometres against first come, first served, and against the optimum."
        );
        var instances = new Option<int>("--instances")
        {
            Description = "How many instances.",
            DefaultValueFactory = _ => Instances,
        };
        verb.Add(instances);
        verb.SetAction((parsed, ct) => RunAsync(parsed.GetValue(instances), ct));
        return verb;
    }

    /// <summary>So many placed, over so many km in all.</summary>
    public sealed record Placed(int People, double Km)
    {
        public double KmEach => People == 0 ? 0 : Math.Round(Km / People, 2);
    }

    /// <param name="Optimum">Its groups meet where the rule puts them: the longest journey is kept shortest.</param>
    /// <param name="Anywhere">The same where they may meet anywhere: no plan has fewer km.</param>
    /// <param name="IsProven">Whether the optimum is one, and not only a bound.</param>
    public sealed record Row(
        int Instance,
        string Region,
        int People,
        int Options,
        Placed Engine,
        Placed FirstCome,
        Placed Optimum,
        Placed Anywhere,
        bool IsProven,
        double EngineMs
    )
    {
        public double PlacedVsOptimum => Optimum.People == 0 ? 1 : (double)Engine.People / Optimum.People;

        public double KmVsOptimum => Optimum.KmEach == 0 ? 1 : Engine.KmEach / Optimum.KmEach;

        public double KmVsAnywhere => Anywhere.KmEach == 0 ? 1 : Engine.KmEach / Anywhere.KmEach;
    }

    private static async Task<int> RunAsync(int count, CancellationToken ct)
    {
        await Programs.NeedAsync("cbc", "coinor-cbc", ct);
        await using var database = await BenchDatabase.CreateAsync(ct);
        await using var service = Bench.Service(database.ConnectionString);
        await service.StartAsync(ct);
        using var anyone = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(service.Urls.Single()) };
        using var admin = await Rounds.AdminAsync(service, ct);
        var rows = new List<Row>();
        Console.WriteLine(
            $"{"", 4}{"region", -20}{"placed: engine", 15}{"queue", 7}{"optimum", 9}{"km each: engine", 17}{"queue", 8}{"optimum", 9}{"anywhere", 10}{"ms", 7}"
        );
        foreach (var instance in Instance.Draw(count))
        {
            rows.Add(await MeasureAsync(instance, service.Services, anyone, admin, ct));
            Print(rows[^1]);
        }

        await service.StopAsync(ct);
        var (placed, km) = (rows.Average(row => row.PlacedVsOptimum), rows.Average(row => row.KmVsOptimum));
        var below = rows.Count(row => row.Engine.People < row.FirstCome.People);
        Console.WriteLine();
        Console.WriteLine($"placed against the optimum       {placed, 8:P1}   (at least {LeastPlaced:P0})");
        Console.WriteLine($"km each against the optimum      {km, 8:P1}   (at most {MostKm:P0})");
        var anywhere = rows.Average(row => row.KmVsAnywhere);
        Console.WriteLine($"  if it might meet anywhere      {anywhere, 8:P1}   (no limit: the engine may not)");
        Console.WriteLine($"instances below first come       {below, 8}   (none)");
        Console.WriteLine($"optimum proven                   {rows.Count(row => row.IsProven), 8}   of {rows.Count}");
        await Bench.KeepAsync(
            "quality",
            new
            {
                PlacedVsOptimum = Math.Round(placed, 4),
                KmVsOptimum = Math.Round(km, 4),
                KmVsAnywhere = Math.Round(anywhere, 4),
                InstancesBelowFirstCome = below,
                Instances = rows,
            },
            ct
        );
        return placed >= LeastPlaced && km <= MostKm && below == 0 ? 0 : 1;
    }

    private static async Task<Row> MeasureAsync(
        Instance instance,
        IServiceProvider services,
        HttpClient anyone,
        HttpClient admin,
        CancellationToken ct
    )
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var receipts = await instance.RegisterAsync(
            db,
            scope.ServiceProvider.GetRequiredService<Secrets>(),
            anyone,
            ct
        );
        var before = await Neighbourhood.ReadAsync(
            db,
            scope.ServiceProvider.GetRequiredService<FindMatches>(),
            scope.ServiceProvider.GetRequiredService<Ground>(),
            ct
        );
        var rounds = new Rounds(services, anyone, admin, receipts);
        var watch = Stopwatch.GetTimestamp();
        var seats = await rounds.RunAsync(ct);
        var took = Stopwatch.GetElapsedTime(watch);
        var among = before.With(seats);
        var optimum = await new IntegerProgram(among, Path.Combine(Bench.Artifacts, "quality")).SolveAsync(ct);
        return new(
            instance.Number,
            instance.Region,
            among.People.Count,
            among.Options.Count,
            new(seats.Count, seats.Sum(seat => seat.Km)),
            Count(among, FirstCome(among)),
            new(optimum.Placed, optimum.KmByRule),
            new(optimum.Placed, optimum.Km),
            optimum.IsProven,
            Math.Round(took.TotalMilliseconds)
        );
    }

    private static List<int?> FirstCome(Neighbourhood among)
    {
        var left = among.Options.Select(option => option.Least == 0 ? option.Most : 0).ToArray();
        var plan = new List<int?>();
        foreach (var person in among.People)
        {
            var ways = person.Ways.Where(way => left[way.Option] > 0).ToList();
            plan.Add(ways.Count == 0 ? null : ways.MinBy(way => way.Km).Option);
            if (plan[^1] is { } taken)
            {
                left[taken]--;
            }
        }

        return plan;
    }

    private static Placed Count(Neighbourhood among, IReadOnlyList<int?> plan) =>
        new(
            plan.Count(option => option is not null),
            among
                .People.Zip(plan)
                .Sum(one => one.Second is { } option ? one.First.Ways.Single(way => way.Option == option).Km : 0)
        );

    private static void Print(Row row) =>
        Console.WriteLine(
            $"{row.Instance, 3} {row.Region, -20}{row.Engine.People, 15}{row.FirstCome.People, 7}{row.Optimum.People, 9}{row.Engine.KmEach, 17}{row.FirstCome.KmEach, 8}{row.Optimum.KmEach, 9}{row.Anywhere.KmEach, 10}{row.EngineMs, 7}{(row.IsProven ? "" : "  (bound)")}"
        );
}
