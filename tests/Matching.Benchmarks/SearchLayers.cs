using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using System.Web;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Benchmarks;

/// <summary>
/// One search taken apart, in this process and one at a time: what the database takes, what reading its rows and
/// building the views adds, what JSON and the tag do, and what is left for HTTP and the rest of the pipeline. On the
/// way, the SQL that the endpoint sends is kept for pgbench.
/// </summary>
/// <param name="Bytes">The median size of an answer.</param>
/// <param name="Scripts">Files for pgbench, one for each question.</param>
internal sealed record SearchLayers(
    int Bytes,
    IReadOnlyList<string> Scripts,
    IReadOnlyDictionary<string, double> Milliseconds
)
{
    private const int WarmUps = 8;
    private const int Repeats = 10;

    public static async Task<SearchLayers> MeasureAsync(
        string connection,
        IReadOnlyList<string> questions,
        string folder,
        CancellationToken ct
    )
    {
        var sent = new SentSql();
        await using var service = Bench.Service(
            connection,
            services => services.ConfigureDbContext<MatchingDb>(options => options.AddInterceptors(sent))
        );
        await service.StartAsync(ct);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(service.Urls.Single()) };
        await client.GetByteArrayAsync(questions[0], ct); // reads the topics, which are kept
        sent.Take();
        var (bytes, sql, scripts) = (new List<int>(), new List<string>(), new List<string>());
        foreach (var (number, question) in questions.Index())
        {
            bytes.Add((await client.GetByteArrayAsync(question, ct)).Length);
            scripts.Add(Path.Combine(folder, $"search-{number}.sql"));
            sql.Add(sent.Take());
            await File.WriteAllTextAsync(scripts[^1], sql[^1], ct);
        }

        await using var source = NpgsqlDataSource.Create(connection);
        await using var raw = await source.OpenConnectionAsync(ct);
        var names = await service.Services.GetRequiredService<TopicNames>().AllAsync(null!, ct);
        var tags = service.Services.GetRequiredService<EntityTags>();
        var answers = await AnswersAsync(service, questions, ct);
        var shown = await RowsAsync(service, answers, ct);
        var now = TimeProvider.System.GetUtcNow();
        var times = await TimeAsync(
            questions.Count,
            i => DrainAsync(raw, sql[i], ct),
            i => Task.FromResult(Array.ConvertAll(shown[i], row => GroupView.Of(row, names, now))),
            i => AnswerAsync(service, questions[i], ct),
            i => Task.FromResult(tags.Of(answers[i])),
            i => client.GetByteArrayAsync(questions[i], ct)
        );
        var (database, views, endpoint, json, http) = (times[0], times[1], times[2], times[3], times[4]);
        await service.StopAsync(ct);
        sent.Take();
        return new(
            (int)Search.Median(bytes.Select(size => (double)size)),
            scripts,
            new Dictionary<string, double>
            {
                ["the SQL alone, rows sent and thrown away"] = database,
                ["asking by EF Core and reading the rows"] = endpoint - database - views,
                ["building the views"] = views,
                ["JSON and the tag"] = json,
                ["HTTP, middleware, routing, the client"] = http - endpoint - json,
                ["all of it"] = http,
            }
        );
    }

    // The rows from which the answers were built.
    private static async Task<GroupView.Row[][]> RowsAsync(
        WebApplication service,
        FindGroups.Response[] answers,
        CancellationToken ct
    )
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var rows = await GroupView.Rows(db.Groups.AsNoTracking(), db).ToDictionaryAsync(row => row.Group.Id, ct);
        return Array.ConvertAll(
            answers,
            answer => answer.Items.Concat(answer.Digital).Select(group => rows[group.Id]).ToArray()
        );
    }

    private static async Task<FindGroups.Response[]> AnswersAsync(
        WebApplication service,
        IReadOnlyList<string> questions,
        CancellationToken ct
    )
    {
        var answers = new List<FindGroups.Response>();
        foreach (var question in questions)
        {
            answers.Add(await AnswerAsync(service, question, ct));
        }

        return [.. answers];
    }

    private static async Task<FindGroups.Response> AnswerAsync(
        WebApplication service,
        string question,
        CancellationToken ct
    )
    {
        var asked = HttpUtility.ParseQueryString(question[question.IndexOf('?', StringComparison.Ordinal)..]);
        await using var scope = service.Services.CreateAsyncScope();
        var answer = await FindGroups.ExecuteAsync(
            new GroupSearch(Topic: [asked["topic"]!], Near: asked["near"], Limit: 20),
            scope.ServiceProvider.GetRequiredService<MatchingDb>(),
            scope.ServiceProvider.GetRequiredService<TopicNames>(),
            TimeProvider.System,
            ct
        );
        return ((Ok<FindGroups.Response>)answer.Result).Value!;
    }

    // As pgbench sends it: prepared once, the values put in.
    private static async Task DrainAsync(NpgsqlConnection connection, string script, CancellationToken ct)
    {
        var lines = script.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var values = new List<(string Name, string Value)>();
        foreach (var line in lines)
        {
            if (line.StartsWith("\\set ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                values.Add((parts[1], parts[2]));
                continue;
            }

            var text = values
                .OrderByDescending(one => one.Name.Length)
                .Aggregate(line, (sql, one) => sql.Replace(":" + one.Name, one.Value, StringComparison.Ordinal));
            await using var command = new NpgsqlCommand(text, connection);
            await command.PrepareAsync(ct);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    // In turns, question by question, so that what else the machine does meets all layers; the medians, in ms.
    private static async Task<double[]> TimeAsync(int questions, params Func<int, Task>[] layers)
    {
        var times = Array.ConvertAll(layers, _ => new List<double>());
        for (var repeat = -WarmUps; repeat < Repeats; repeat++)
        {
            for (var i = 0; i < questions * layers.Length; i++)
            {
                var watch = Stopwatch.GetTimestamp();
                await layers[i % layers.Length](i / layers.Length);
                if (repeat >= 0)
                {
                    times[i % layers.Length].Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
                }
            }
        }

        return Array.ConvertAll(times, Search.Median);
    }
}
