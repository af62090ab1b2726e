using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>
/// Every call of the document, asked in thousands of ways by everybody, good and bad: each answer is one that the
/// document declares, by its schema, and none says that something went wrong here.
/// </summary>
[Trait("Category", "Long")]
public sealed class FuzzTests(TestHost host) : IClassFixture<TestHost>
{
    private const int OfOneWorld = 500;

    private static readonly int Requests = Always.Usually(some: 3_000, all: 10_000);
    private static readonly int LeastOfEach = Requests / 166;

    private static readonly string[] Inside = ["Exception", "   at ", "Npgsql", "PostgreSQL", "postgres", ".cs:line"];

    [Fact]
    public async Task Every_answer_to_thousands_of_requests_is_a_declared_one_and_none_a_5xx()
    {
        var contract = await ServedContract.ReadAsync(host);
        var chance = new Random(Always.Seed(Requests));
        var values = new FuzzValues(chance, contract.Schemas);
        var world = new FuzzWorld(host, values, chance);
        var requests = new FuzzRequests(world, values, chance);
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
            }
        )
        {
            BaseAddress = host.Address,
        };
        var (wrong, statuses) = (new List<string>(), new Dictionary<(string Call, int Status), int>());
        var watch = Stopwatch.StartNew();

        var turns = Enumerable.Repeat(contract.Calls, LeastOfEach).SelectMany(calls => calls).ToList();
        while (turns.Count < Requests)
        {
            turns.Add(values.One(contract.Calls));
        }

        var order = turns.ToArray();
        chance.Shuffle(order);
        for (var i = 0; i < order.Length; i++)
        {
            if (i % OfOneWorld == 0)
            {
                await world.RenewAsync();
            }

            // A world begins by what is good, so that there is something in it.
            var isGood = i % OfOneWorld < contract.Calls.Count || values.Rarely(0.2);
            var request = requests.To(order[i], isGood);
            using var sent = request.Message;
            using var answer = await client.SendAsync(sent, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var status = (int)answer.StatusCode;
            statuses[(request.Call.Name, status)] = statuses.GetValueOrDefault((request.Call.Name, status)) + 1;
            if (WhatIsWrong(request.Call, answer, text) is { } reason)
            {
                wrong.Add($"{reason}\n    {request.Told}\n    {text[..Math.Min(300, text.Length)]}");
            }

            if (status is 200 or 201 && text.Length > 0)
            {
                world.Learn(request.Call, JsonNode.Parse(text));
            }
        }

        var good = statuses.Keys.Where(key => key.Status < 400).Select(key => key.Call).ToHashSet();
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(
            $"{order.Length} requests to {contract.Calls.Count} calls in {watch.Elapsed.TotalSeconds:F0} s, each at least {order.GroupBy(call => call.Name).Min(call => call.Count())} times; "
                + string.Join(
                    ", ",
                    statuses
                        .GroupBy(s => s.Key.Status, s => s.Value)
                        .OrderBy(s => s.Key)
                        .Select(s => $"{s.Key}: {s.Sum()}")
                )
        );
        output.WriteLine(
            $"{good.Count} calls did something; never did: {string.Join(", ", contract.Calls.Select(call => call.Name).Except(good))}"
        );
        Assert.True(good.Count > contract.Calls.Count * 3 / 4, $"only {good.Count} calls did something");
        Assert.True(
            wrong.Count == 0,
            $"{wrong.Count} wrong answers:\n" + string.Join('\n', wrong.DistinctBy(Kind).Take(60))
        );
    }

    [Theory]
    [InlineData(200, "application/json", "{\"items\":[],\"nextCursor\":null}", null)]
    [InlineData(200, "application/json", "{\"items\":[]}", "schema")]
    [InlineData(200, "application/json", "{\"items\":[{\"id\":1}],\"nextCursor\":null}", "schema")]
    [InlineData(200, "application/json", "{\"items\":[],\"nextCursor\":null,\"more\":1}", "schema")]
    [InlineData(200, "text/html", "{\"items\":[],\"nextCursor\":null}", "text/html")]
    [InlineData(202, "application/json", "{}", "202")]
    [InlineData(304, null, "x", "without a body")]
    [InlineData(403, "application/problem+json", "{\"title\":\"t\",\"status\":403,\"code\":\"forbidden\"}", null)]
    [InlineData(403, "application/problem+json", "{\"title\":\"t\",\"status\":403,\"code\":\"other\"}", "other")]
    [InlineData(403, "application/problem+json", "{\"title\":\"t\",\"status\":403}", "schema")]
    public async Task An_answer_that_was_not_declared_is_seen(int status, string? media, string text, string? seen)
    {
        var call = (await ServedContract.ReadAsync(host)).Calls.Single(call => call.Name == "FindSites");

        if (seen is null)
        {
            Assert.Null(call.WhatIsWrong(status, media, text));
        }
        else
        {
            Assert.Contains(seen, call.WhatIsWrong(status, media, text), StringComparison.Ordinal);
        }
    }

    private static string? WhatIsWrong(ServedCall call, HttpResponseMessage answer, string text) =>
        (int)answer.StatusCode >= 500 ? $"{call.Name}: {(int)answer.StatusCode}"
        : call.WhatIsWrong((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text) is { } reason
            ? $"{call.Name}: {reason}"
        : !answer.Headers.Contains("X-Content-Type-Options") ? $"{call.Name}: no security headers"
        : Inside.FirstOrDefault(inside => text.Contains(inside, StringComparison.Ordinal)) is { } said
            ? $"{call.Name}: says «{said}»"
        : null;

    private static string Kind(string wrong) => wrong.Split('\n')[0];
}
