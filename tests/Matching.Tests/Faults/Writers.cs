using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// Clients that register one interest after the other, as good clients do: each with a key of its own, and again with
/// the same key until it is answered, whatever happens to the service meanwhile.
/// </summary>
internal sealed class Writers
{
    /// <summary>Each answered by a body of its own, where the nearest may know.</summary>
    public static readonly string[] Places =
    [
        "3301",
        "3431",
        "3224",
        "4640",
        "3320",
        "3322",
        "3324",
        "3326",
        "3328",
        "3330",
        "3201",
        "5501",
        "3107",
        "0301",
        "5001",
        "4601",
        "3905",
        "1103",
        "1506",
        "1804",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ServiceProcess _service;
    private readonly ConcurrentQueue<string> _receipts = new();
    private readonly ConcurrentDictionary<string, int> _troubles = new(StringComparer.Ordinal);
    private readonly Task[] _running;
    private (long Since, TaskCompletionSource<long> At) _first = (long.MaxValue, new());
    private int _next;
    private int _replayed;
    private volatile bool _enough;

    public Writers(ServiceProcess service, int count)
    {
        _service = service;
        _running = [.. Enumerable.Range(0, count).Select(_ => Task.Run(WriteAsync))];
    }

    /// <summary>Every receipt that came with a 201.</summary>
    public IReadOnlyCollection<string> Receipts => _receipts;

    /// <summary>How many of them came with the answer to a repeat whose first answer was lost on its way.</summary>
    public int Replayed => _replayed;

    /// <summary>What came instead of a 201, and how often.</summary>
    public string Troubles =>
        string.Join(
            ", ",
            _troubles.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} × {one.Key}")
        );

    /// <summary>What to send to register somewhere.</summary>
    public static string Form(string place) =>
        $$"""{"place":"municipality:{{place}}","tellLocal":true,"meeting":["digital"],"message":"Hei","consent":"2026-11"}""";

    /// <summary>Waits until so many more were answered.</summary>
    public async Task MoreAsync(int count)
    {
        for (var until = _receipts.Count + count; _receipts.Count < until; )
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(_running, writer => writer.IsFaulted);
        }
    }

    /// <summary>When the first 201 comes to a call that begins after now, as <see cref="Stopwatch"/> counts.</summary>
    public async Task<long> FirstGoodFromNowAsync()
    {
        var at = new TaskCompletionSource<long>();
        _first = (Stopwatch.GetTimestamp(), at);
        return await at.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    /// <summary>Lets everyone finish what she began.</summary>
    public Task StopAsync()
    {
        _enough = true;
        return Task.WhenAll(_running);
    }

    private async Task WriteAsync()
    {
        while (!_enough)
        {
            var place = Places[Interlocked.Increment(ref _next) % Places.Length];
            for (var key = RandomId.New().ToString(); !await TryAsync(place, key); )
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task<bool> TryAsync(string place, string key)
    {
        var begun = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interests")
        {
            Content = new StringContent(
                Form(place),
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
            ),
            Headers = { { "Idempotency-Key", key } },
        };
        try
        {
            using var answer = await _service.Anyone.SendAsync(request, patience.Token);
            if (answer.StatusCode != HttpStatusCode.Created)
            {
                Trouble(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
                Assert.True(
                    answer.StatusCode is HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError,
                    $"a good registration was refused with {answer.StatusCode}"
                );
                return false;
            }

            var registered = await Json.ReadAsync(answer, HttpStatusCode.Created);
            _receipts.Enqueue(registered.Text("receipt"));
            if (answer.Headers.Contains("Idempotent-Replayed"))
            {
                Interlocked.Increment(ref _replayed);
            }

            var (since, at) = _first;
            if (begun >= since)
            {
                at.TrySetResult(Stopwatch.GetTimestamp());
            }

            return true;
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            Trouble(broken is HttpRequestException ? "no answer" : "no answer in time");
            return false;
        }
    }

    private void Trouble(string what) => _troubles.AddOrUpdate(what, 1, (_, count) => count + 1);
}
