using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Jobs;

/// <summary>Lets the worker look for due jobs once a second, for as long as the service runs.</summary>
public sealed class JobLoop(JobWorker worker, ILogger<JobLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time, whatever clock is injected: a look too many does no harm.
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await worker.RunDueAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away, most likely: the loop outlives that.
                log.LogError("Looking for due jobs failed with {Failure}", failure.GetType().Name);
            }
        }
    }
}
