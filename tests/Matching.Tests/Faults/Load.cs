using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>People who register, so many a second, whether those before them are answered or not.</summary>
internal sealed class Load : IDisposable
{
    private readonly ServiceProcess _service;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentQueue<Visit> _visits = [];
    private readonly Task _runs;
    private TaskCompletionSource<string> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Load(ServiceProcess service, double perSecond = 20)
    {
        _service = service;
        _runs = RunAsync(perSecond);
    }

    /// <summary>Those that are over.</summary>
    public IReadOnlyCollection<Visit> Visits => _visits;

    /// <summary>Whether somebody was told to come again.</summary>
    public bool WasPutOff => _visits.Any(visit => visit.IsPutOff);

    /// <summary>What nobody should be answered.</summary>
    public IEnumerable<string> Unexplained =>
        _visits.Where(visit => !visit.IsGood && !visit.IsPutOff).Select(visit => visit.ToString());

    /// <summary>Waits for the next 201 to a call that begins after now; its receipt.</summary>
    public async Task<string> NextAsync()
    {
        var next = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _next = next;
        return await next.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>Nobody comes any more, and all are answered.</summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        await _runs;
    }

    /// <summary>Ends it, and counts the receipts that were given and cannot be read.</summary>
    public async Task<int> LostAsync()
    {
        await EndAsync();
        return await Visit.UnreadableAsync(_service, _visits);
    }

    public override string ToString()
    {
        var putOff = _visits.Where(visit => visit.IsPutOff).CountBy(visit => visit.Code).ToList();
        var why = string.Join(", ", putOff.Select(one => $"{one.Value} {one.Key}"));
        return $"{_visits.Count(visit => visit.IsGood)} registered, {(why.Length == 0 ? "none" : why)} put off";
    }

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }

    private async Task RunAsync(double perSecond)
    {
        var calls = new List<Task>();
        for (var watch = Stopwatch.StartNew(); !_over.IsCancellationRequested; )
        {
            while (calls.Count < perSecond * watch.Elapsed.TotalSeconds)
            {
                calls.Add(RegisterAsync());
            }

            await Task.Delay(5, CancellationToken.None);
        }

        await Task.WhenAll(calls);
    }

    private async Task RegisterAsync()
    {
        var next = _next;
        var visit = await Visit.RegisterAsync(_service);
        _visits.Enqueue(visit);
        if (visit.IsGood)
        {
            next.TrySetResult(visit.Receipt);
        }
    }
}
