using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

[Collection(FaultTable.Name), Trait("Category", "Faults"), Trait("Category", "Long")]
public sealed class ShutdownTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Drained = new() { ["Shutdown__DrainSeconds"] = "2" };

    private readonly ConcurrentBag<Visit> _visits = [];
    private readonly bool[] _ready = [true, true];
    private string _connection = "";
    private readonly MailServer _smtp = new();
    private ServiceProcess[] _instances = [];
    private int _calls;

    public async ValueTask InitializeAsync()
    {
        _connection = await TestDatabase.CreateAsync();
        var first = new ServiceProcess(_connection, _smtp, settings: Drained);
        await first.StartAsync();
        _instances = [first, new ServiceProcess(_connection, _smtp, first, Drained)];
        await _instances[1].StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        await _smtp.DisposeAsync();
        await TestDatabase.DropAsync(_connection);
    }

    [Fact]
    public async Task Asked_to_end_under_load_an_instance_fails_nobody_behind_a_proxy_that_asks_whether_it_is_ready()
    {
        var trials = FaultTable.Trials(full: 25);
        using var over = new CancellationTokenSource();
        var proxy = _instances.Select((_, index) => WatchAsync(index, over.Token)).ToList();
        var load = Enumerable.Range(0, 8).Select(number => CallAsync(number, over.Token)).ToList();
        var (slowest, codes) = (TimeSpan.Zero, new List<int>());
        for (var trial = 0; trial < trials; trial++)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            var instance = _instances[trial % 2];
            var (code, took) = await instance.StopAsync();
            codes.Add(code);
            slowest = took > slowest ? took : slowest;
            await instance.StartAsync();
            await Eventually.IsSoAsync(() => _ready.All(ready => ready), "the proxy does not know that it is back");
        }

        await over.CancelAsync();
        await Task.WhenAll([.. proxy, .. load]);
        var lost = await Visit.UnreadableAsync(_instances[0], _visits);
        var failures = _visits.Where(visit => !visit.IsGood).Select(visit => visit.ToString()).ToList();
        FaultTable.Add(
            "shutdown: SIGTERM under load",
            trials,
            lost,
            repeated: null,
            orphans: null,
            slowest,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_visits.Count} calls, {failures.Count} failed; gone after {slowest.TotalSeconds:F1} s at the latest, all with 0"
            )
        );
        Assert.Empty(failures.Distinct());
        Assert.All(codes, code => Assert.Equal(0, code));
        Assert.True(slowest < TimeSpan.FromSeconds(15), $"{slowest}");
        Assert.Equal(0, lost);
        Assert.NotEmpty(_visits);
    }

    // As a proxy does: it asks five times a second, and chooses by the latest answer.
    private async Task WatchAsync(int index, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var answer = await _instances[index].Anyone.GetAsync("/health/ready", CancellationToken.None);
                _ready[index] = answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                _ready[index] = false;
            }

            await Task.Delay(200, CancellationToken.None);
        }
    }

    private async Task CallAsync(int number, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var call = Interlocked.Increment(ref _calls);
            var instance = _instances[_ready[call % 2] ? call % 2 : 1 - (call % 2)];
            _visits.Add(await (number % 2 == 0 ? Visit.SearchAsync(instance) : Visit.RegisterAsync(instance)));
            await Task.Delay(30, CancellationToken.None);
        }
    }
}
