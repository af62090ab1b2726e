using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class OverloadTests : IAsyncLifetime
{
    private const int Together = 48;

    private string _connection = "";
    private readonly MailServer _smtp = new();
    private ServiceProcess _service = null!;
    private int _created;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        _service = new(_connection, _smtp);
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _smtp.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Under_ten_times_what_it_can_do_it_does_what_it_can_and_refuses_the_rest_at_once()
    {
        var seconds = FaultTable.Trials(full: 60, least: 4);
        var peak = await PeakAsync();
        var before = Memory();
        var (flood, rate) = await FloodAsync(10 * peak, TimeSpan.FromSeconds(seconds));
        var after = Memory();
        var again = await TogetherAsync(TimeSpan.FromSeconds(2));

        var refused = flood.Where(answer => answer.Status != HttpStatusCode.Created).ToList();
        var good = flood
            .Where(answer => answer.Status == HttpStatusCode.Created)
            .Select(answer => answer.Took.TotalMilliseconds)
            .Order()
            .ToList();
        FaultTable.Add(
            "overload: ten times the peak",
            seconds,
            lost: null,
            repeated: null,
            orphans: null,
            recovery: null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"peak {peak:F0}/s ({again:F0}/s after), asked {flood.Count / (double)seconds:F0}/s, done {rate:F0}/s = {rate / peak:F2} of it, {refused.Count} refused, slowest good {good[^1]:F0} ms (median {good[good.Count / 2]:F0}), {before} to {after} MB"
            )
        );
        Assert.All(refused, answer => Assert.Contains((int)answer.Status, new[] { 429, 503 }));
        Assert.All(refused, answer => Assert.True(answer.SaysWhen));
        Assert.True(rate >= 0.5 * peak, $"{rate:F0}/s of {peak:F0}/s");
        Assert.True(after < before + 150, $"{before} MB to {after} MB");
    }

    [Fact]
    public async Task A_flood_of_strangers_keeps_neither_staff_nor_health_waiting()
    {
        var receipt = (await _service.Anyone.PostJsonAsync("/v1/interests", Form())).Text("receipt");
        using var person = _service.Person(receipt);
        var flood = FloodAsync(1000, TimeSpan.FromSeconds(3));
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        var (asked, slowest) = (0, TimeSpan.Zero);
        while (!flood.IsCompleted)
        {
            foreach (var (client, path) in new[] { (person, "/v1/interest"), (_service.Anyone, "/health/ready") })
            {
                var watch = Stopwatch.StartNew();
                using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
                asked++;
            }
        }

        await flood;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{asked} calls with a receipt and of health during a flood, none refused, the slowest {slowest.TotalMilliseconds:F0} ms"
        );
        Assert.InRange(asked, 4, int.MaxValue);
    }

    private static object Form() =>
        new
        {
            place = "municipality:3301",
            consent = "2026-11",
            meeting = new[] { "digital" },
        };

    // Until it gets no faster: what runs first is compiled, and compiled again better.
    private async Task<double> PeakAsync()
    {
        var peak = 0.0;
        for (var round = 0; round < 8; round++)
        {
            var rate = await TogetherAsync(TimeSpan.FromSeconds(1.5));
            if (round > 2 && rate < 1.05 * peak)
            {
                break;
            }

            peak = Math.Max(peak, rate);
        }

        return peak;
    }

    // As many as make it work all the time, each waiting for its answer: what it can do.
    private async Task<double> TogetherAsync(TimeSpan time)
    {
        var (done, watch) = (0, Stopwatch.StartNew());
        await Task.WhenAll(
            Enumerable
                .Range(0, Together)
                .Select(async _ =>
                {
                    while (watch.Elapsed < time)
                    {
                        var answer = await RegisterAsync();
                        Interlocked.Add(ref done, answer.Status == HttpStatusCode.Created ? 1 : 0);
                    }
                })
        );
        return done / watch.Elapsed.TotalSeconds;
    }

    // So many a second, whether the ones before are answered or not.
    private async Task<(List<Answer> Answers, double DonePerSecond)> FloodAsync(double perSecond, TimeSpan time)
    {
        var (calls, watch, before) = (new List<Task<Answer>>(), Stopwatch.StartNew(), _created);
        while (watch.Elapsed < time)
        {
            while (calls.Count < perSecond * watch.Elapsed.TotalSeconds)
            {
                calls.Add(RegisterAsync());
            }

            await Task.Delay(5);
        }

        // What waited is done after it, and does not count.
        var rate = (_created - before) / watch.Elapsed.TotalSeconds;
        return ([.. await Task.WhenAll(calls)], rate);
    }

    private async Task<Answer> RegisterAsync()
    {
        var watch = Stopwatch.StartNew();
        using var body = new StringContent(
            """{"place":"municipality:3301","consent":"2026-11","meeting":["digital"]}""",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await _service.Anyone.PostAsync("/v1/interests", body, CancellationToken.None);
        Interlocked.Add(ref _created, answer.StatusCode == HttpStatusCode.Created ? 1 : 0);
        return new(answer.StatusCode, answer.Headers.RetryAfter is not null, watch.Elapsed);
    }

    private int Memory() =>
        int.Parse(
            File.ReadLines($"/proc/{_service.ProcessId}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    private sealed record Answer(HttpStatusCode Status, bool SaysWhen, TimeSpan Took);
}
