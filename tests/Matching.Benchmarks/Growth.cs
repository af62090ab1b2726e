using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks;

/// <summary>
/// One registration with all its effects, and one group that opens, among ever more who wait. All sizes are measured in
/// turns, so that what else the machine does touches all of them.
/// </summary>
internal static class Growth
{
    private const int Groups = 30_000;
    private const int WarmUp = 20;

    public static Command Verb()
    {
        var sizes = new Option<int[]>("--sizes")
        {
            Description = "How many wait.",
            DefaultValueFactory = _ => [1_000, 100_000, 1_000_000],
            AllowMultipleArgumentsPerToken = true,
        };
        var times = new Option<int>("--times")
        {
            Description = "How often each is measured.",
            DefaultValueFactory = _ => 200,
        };
        var keep = new Option<bool>("--keep") { Description = "Leave the databases (bench_growth_N) to look at." };
        var verb = new Command("growth", "One registration and one opening among ever more who wait.")
        {
            sizes,
            times,
            keep,
        };
        verb.SetAction((parsed, _) => RunAsync(parsed.GetValue(sizes)!, parsed.GetValue(times), parsed.GetValue(keep)));
        return verb;
    }

    private static async Task RunAsync(int[] sizes, int times, bool keep)
    {
        await using var server = await BenchServer.OpenAsync(keep);
        var subjects = new List<Subject>();
        foreach (var size in sizes)
        {
            subjects.Add(await Subject.MakeAsync(server, size));
        }

        for (var i = 0; i < WarmUp + times; i++)
        {
            foreach (var subject in subjects)
            {
                await subject.RegisterAsync(counts: i >= WarmUp);
                await subject.OpenAsync(counts: i >= WarmUp);
            }
        }

        Console.WriteLine();
        Console.WriteLine("   waiting   registration, ms       of it POST   opening, ms        matched by it");
        Console.WriteLine("             median      p95        median       median      p95    median");
        foreach (var subject in subjects)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{subject.Size, 10:N0} {subject.Registrations.Median, 8:F1} {subject.Registrations.P95, 8:F1}      {subject.Posts.Median, 8:F1}     {subject.Openings.Median, 8:F1} {subject.Openings.P95, 8:F1}    {subject.Matched.Median, 6:F0}"
                )
            );
        }

        var ratio = Ratio(subjects.Select(subject => subject.Registrations.Median));
        Console.WriteLine();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"registration: the slowest median is {ratio:F2} times the fastest; opening: {Ratio(subjects.Select(subject => subject.Openings.Median)):F2} times"
            )
        );
        await WriteAsync(subjects, ratio);
        foreach (var subject in subjects)
        {
            await subject.DisposeAsync();
        }
    }

    private static double Ratio(IEnumerable<double> medians) => medians.Max() / medians.Min();

    private static async Task WriteAsync(List<Subject> subjects, double ratio)
    {
        await Bench.KeepAsync(
            "growth",
            new
            {
                medianMs = By(subject => subject.Registrations.Median),
                p95Ms = By(subject => subject.Registrations.P95),
                ratio = Math.Round(ratio, 3),
                openingMedianMs = By(subject => subject.Openings.Median),
                openingP95Ms = By(subject => subject.Openings.P95),
                groups = Groups,
            },
            CancellationToken.None
        );

        Dictionary<string, double> By(Func<Subject, double> figure) =>
            subjects.ToDictionary(
                subject => subject.Size.ToString(CultureInfo.InvariantCulture),
                subject => Math.Round(figure(subject), 2)
            );
    }

    private sealed class Figures
    {
        private readonly List<double> _values = [];

        public double Median => At(0.5);

        public double P95 => At(0.95);

        public void Add(double value) => _values.Add(value);

        private double At(double part) => _values.Order().ElementAt((int)(part * (_values.Count - 1)));
    }

    /// <summary>The service on a database with so many who wait.</summary>
    private sealed class Subject(int size, string connection, WebApplication app) : IAsyncDisposable
    {
        // Each does what is flagged; those that are there of the rounds that a registration causes.
        private static readonly ScheduledJob[] RoundsOfIt =
        [
            .. new[] { Schedule.Find("match-groups"), Schedule.Find("place-waiting") }.OfType<ScheduledJob>(),
        ];

        private readonly Random _random = new(2006);
        private readonly Queue<string> _towns = [];
        private readonly HttpClient _http = new(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.Single()) };

        public int Size => size;

        public Figures Registrations { get; } = new();

        public Figures Posts { get; } = new();

        public Figures Openings { get; } = new();

        public Figures Matched { get; } = new();

        public static async Task<Subject> MakeAsync(BenchServer server, int size)
        {
            var watch = Stopwatch.StartNew();
            var connection = await server.CreateAsync($"bench_growth_{size}");
            var app = Bench.Service(connection);
            await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
            await GrowthData.FillAsync(connection, Groups, size);
            await app.StartAsync();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{size, 10:N0} wait for {Groups:N0} groups, made in {watch.Elapsed.TotalSeconds:F0} s"
                )
            );
            return new(size, connection, app);
        }

        public async Task RegisterAsync(bool counts)
        {
            var form = await FormAsync();
            var begun = Stopwatch.GetTimestamp();
            using var answer = await _http.PostAsJsonAsync("/v1/interests", form);
            answer.EnsureSuccessStatusCode();
            _ = await answer.Content.ReadAsByteArrayAsync();
            var posted = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            foreach (var round in RoundsOfIt)
            {
                await using var scope = app.Services.CreateAsyncScope();
                await round.RunAsync(scope.ServiceProvider, CancellationToken.None);
            }

            if (counts)
            {
                Registrations.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                Posts.Add(posted);
            }
        }

        public async Task OpenAsync(bool counts)
        {
            await GrowthData.OpenGroupAsync(connection, _random);
            await using var scope = app.Services.CreateAsyncScope();
            var begun = Stopwatch.GetTimestamp();
            await MatchGroups.RunAsync(scope.ServiceProvider, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (counts)
            {
                Openings.Add(took);
                Matched.Add(await GrowthData.MatchedAsync(connection));
            }
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await app.DisposeAsync();
        }

        private async Task<object> FormAsync()
        {
            if (_towns.Count == 0)
            {
                foreach (var town in await GrowthData.TownsAsync(connection, _random, 1000))
                {
                    _towns.Enqueue(town);
                }
            }

            return new
            {
                place = "municipality:" + _towns.Dequeue(),
                topics = _random.NextDouble() < 0.25 ? Array.Empty<string>() : [Topics[_random.Next(Topics.Length)]],
                travelKm = 30,
                times = _random.NextDouble() < 0.5 ? Array.Empty<string>() : ["weekday-evening"],
                consent = "2026-11",
            };
        }

        private static readonly string[] Topics =
        [
            "anxiety",
            "depression",
            "loneliness",
            "grief",
            "next-of-kin",
            "next-of-kin-addiction",
            "divorce",
            "cancer",
            "chronic-illness-and-pain",
            "parenting",
        ];
    }
}
