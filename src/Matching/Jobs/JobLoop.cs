using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.Jobs;

/// <summary>
/// Lets the worker do what is due for as long as the service runs and the database can be written, several jobs at
/// once: one that waits for a slow mail server keeps no other waiting. Jobs that failed before have a quarter of the
/// lanes, so that what hangs again and again leaves room for the rest. Asked to end, it takes no more, and lets what
/// runs come to its end.
/// </summary>
public sealed class JobLoop(
    JobWorker worker,
    DatabaseLook look,
    IHostApplicationLifetime lifetime,
    IOptions<JobOptions> options,
    ILogger<JobLoop> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Within the time that the host gives; what is cut off by it is another instance's at once.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private int _retries;

    private int Lanes => options.Value.Lanes;

    private bool RetriesToo => Volatile.Read(ref _retries) < Math.Max(1, Lanes / 4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At the first word of the end; the host's own comes when the calls have drained.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var cutOff = new CancellationTokenSource();
        await using var goodbye = ending.Token.Register(() => cutOff.CancelAfter(LongestGoodbye));
        var known = DatabaseState.Writable;

        // Real time, whatever clock is injected: a look too many does no harm.
        using var timer = new PeriodicTimer(Pause);
        using var lanes = new SemaphoreSlim(Lanes);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                var state = await AskAsync();
                if (state != known)
                {
                    // Once, not with every look: it may last.
                    log.LogWarning("The database is {State}", state);
                    known = state;
                }

                while (state == DatabaseState.Writable && await BeginAsync(lanes, ending.Token, cutOff.Token)) { }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // What runs comes to its end, below.
        }
        finally
        {
            await Task.WhenAll(_running.Keys);
        }
    }

    // The loop outlives whatever a look may end with.
    private async Task<DatabaseState> AskAsync()
    {
        try
        {
            return await look.AskAsync();
        }
        catch (Exception failure)
        {
            log.LogError("Looking at the database failed with {Failure}", failure.GetType().Name);
            return DatabaseState.Away;
        }
    }

    // True where a job was begun, and there may be more.
    private async Task<bool> BeginAsync(SemaphoreSlim lanes, CancellationToken ct, CancellationToken cutOff)
    {
        await lanes.WaitAsync(ct);
        ClaimedJob? job = null;
        try
        {
            job = await worker.ClaimAsync(RetriesToo, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The database went away, most likely: the loop outlives that.
            log.LogError("Looking for due jobs failed with {Failure}", failure.GetType().Name);
        }
        finally
        {
            if (job is null)
            {
                lanes.Release();
            }
        }

        if (job is null)
        {
            return false;
        }

        var run = RunAsync(job, lanes, cutOff);
        _running.TryAdd(run, true);
        _ = run.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
        return true;
    }

    private async Task RunAsync(ClaimedJob job, SemaphoreSlim lanes, CancellationToken ct)
    {
        var isRetry = job.Attempts > 1;
        if (isRetry)
        {
            Interlocked.Increment(ref _retries);
        }

        try
        {
            await Task.Yield();
            await worker.RunAsync(job, ct);
        }
        catch (Exception failure)
        {
            // Its end could not be written: it is done again when its lease is over.
            log.LogWarning("The end of a {Kind} job is not known: {Failure}", job.Kind, failure.GetType().Name);
        }
        finally
        {
            if (isRetry)
            {
                Interlocked.Decrement(ref _retries);
            }

            lanes.Release();
        }
    }
}
