using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Jobs;

/// <summary>
/// Lets the worker look for due jobs once a second, for as long as the service runs and the database can be written.
/// </summary>
public sealed class JobLoop(JobWorker worker, DatabaseLook look, ILogger<JobLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A job that runs when the service is asked to end may come to its own end, within the service's.
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var cut = new CancellationTokenSource();
        await using var asked = stoppingToken.Register(() => cut.CancelAfter(Goodbye));
        var known = DatabaseState.Writable;

        // Real time, whatever clock is injected: a look too many does no harm.
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var state = await look.AskAsync();
            if (state != known)
            {
                // Once, not with every look: it may last.
                log.LogWarning("The database is {State}", state);
                known = state;
            }

            if (state != DatabaseState.Writable)
            {
                continue;
            }

            try
            {
                await worker.RunDueAsync(cut.Token);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The database went away, most likely: the loop outlives that.
                log.LogError("Looking for due jobs failed with {Failure}", failure.GetType().Name);
            }
        }
    }
}
