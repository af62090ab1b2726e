using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Interests;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>
/// Whether the time of an answer tells a code that was withdrawn or has expired from one that was never issued: both
/// are asked for in a random order over one connection, and their medians compared.
/// </summary>
internal static class Receipts
{
    private const double Limit = 50;
    private const int Resamples = 2000;
    private const int WarmUps = 3000;

    public static Command Verb()
    {
        var verb = new Command(
            "receipts",
            "Whether the time of an answer tells codes that were from those that never were."
        );
        var count = new Option<int>("--codes")
        {
            Description = "How many codes of each sort.",
            DefaultValueFactory = _ => 2000,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "What the order and the resamples are drawn from.",
            DefaultValueFactory = _ => 1,
        };
        verb.Add(count);
        verb.Add(seed);
        verb.SetAction((parsed, ct) => RunAsync(parsed.GetValue(count), parsed.GetValue(seed), ct));
        return verb;
    }

    private static async Task<int> RunAsync(int count, int seed, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await using var service = await BenchProcess.ServiceAsync(database.ConnectionString, 4, ct);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = service.Address };
        Console.WriteLine($"{count:N0} interests that are withdrawn or expire…");
        var gone = await GoneAsync(client, database.ConnectionString, count, ct);
        var never = Enumerable.Range(0, count).Select(_ => Receipt.New().ToString());

        var random = new Random(seed);
        var asked = gone.Select(code => (Code: code, Was: true)).Concat(never.Select(code => (Code: code, Was: false)));
        for (var i = 0; i < WarmUps; i++)
        {
            await AskAsync(client, Receipt.New().ToString(), ct);
        }

        var (was, wasNot, answers) = (new List<double>(), new List<double>(), new HashSet<string>());
        foreach (var (code, isGone) in asked.OrderBy(_ => random.Next()).ToList())
        {
            var (microseconds, answer) = await AskAsync(client, code, ct);
            (isGone ? was : wasNot).Add(microseconds);
            answers.Add(answer);
        }

        var (low, high) = Interval(was, wasNot, random);
        Console.WriteLine($"seed {seed}; different answers: {answers.Count} ({answers.First()})");
        Console.WriteLine(
            $"medians {Median(was):F1} and {Median(wasNot):F1} µs; 95 % of their difference: {low:F1} to {high:F1} µs"
        );
        await Bench.KeepAsync(
            "receipts",
            new
            {
                Low = low,
                High = high,
                Answers = answers,
            },
            ct
        );
        var isMet = answers.Count == 1 && low >= -Limit && high <= Limit;
        Console.WriteLine($"One answer, and within ±{Limit} µs: {(isMet ? "met" : "not met")}.");
        return isMet ? 0 : 1;
    }

    // One half withdrawn, the other past its day.
    private static async Task<List<string>> GoneAsync(
        HttpClient client,
        string connection,
        int count,
        CancellationToken ct
    )
    {
        var codes = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var answer = await client.PostAsJsonAsync(
                "/v1/interests",
                new { place = "municipality:3301", consent = Consents.Current },
                ct
            );
            answer.EnsureSuccessStatusCode();
            codes.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("receipt").GetString()!);
        }

        foreach (var code in codes.Take(count / 2))
        {
            using var request = Request(HttpMethod.Delete, code);
            (await client.SendAsync(request, ct)).EnsureSuccessStatusCode();
        }

        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("update interests set kept_until = day - 1");
        await command.ExecuteNonQueryAsync(ct);
        return codes;
    }

    private static async Task<(double Microseconds, string Answer)> AskAsync(
        HttpClient client,
        string code,
        CancellationToken ct
    )
    {
        using var request = Request(HttpMethod.Get, code);
        var begun = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request, ct);
        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        var took = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        var problem = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("code").GetString();
        return (took, $"{(int)answer.StatusCode} {problem}, {body.Length} bytes");
    }

    private static HttpRequestMessage Request(HttpMethod method, string code)
    {
        var request = new HttpRequestMessage(method, "/v1/interest");
        request.Headers.TryAddWithoutValidation("Authorization", $"Receipt {code}");
        return request;
    }

    // Efron's bootstrap: the difference of the medians of samples drawn from each with replacement.
    private static (double Low, double High) Interval(List<double> one, List<double> other, Random random)
    {
        var differences = Enumerable
            .Range(0, Resamples)
            .Select(_ => Median(Draw(one)) - Median(Draw(other)))
            .Order()
            .ToList();
        return (differences[(int)(0.025 * Resamples)], differences[(int)(0.975 * Resamples)]);

        List<double> Draw(List<double> from) => [.. from.Select(_ => from[random.Next(from.Count)])];
    }

    private static double Median(List<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
