using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.Jobs;

/// <summary>
/// Enqueues what the clock asks for. A due time has one job, whichever instance enqueues it first; what fell due while
/// nobody ran is enqueued at the next look, once.
/// </summary>
public sealed class ScheduleClock(
    IReadOnlyList<ScheduledJob> schedule,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    DatabaseLook look,
    IOptions<JobOptions> options,
    ILogger<ScheduleClock> log
) : BackgroundService
{
    /// <summary>Enqueues the last due time of everything, where that is not there yet.</summary>
    public async Task EnqueueDueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync($"select mend_jobs({now})", ct);
        foreach (var job in schedule)
        {
            var due = job.LastDue(now);

            // An untried one that waits for a later time is from a clock that ran ahead: it would keep this one away
            // until then. So no scheduled job may put itself off.
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into jobs (id, kind, run_at) values ({job.IdAt(due)}, {job.Name}, {due.ToUniversalTime()})
                on conflict do nothing;
                update jobs set run_at = {due.ToUniversalTime()}
                where kind = {job.Name} and subject is null and state = 'waiting' and lease is null
                    and attempts = 0 and run_at > {now}
                """,
                ct
            );
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ScheduleSeconds));
        do
        {
            try
            {
                if (await look.AskAsync() == DatabaseState.Writable)
                {
                    await EnqueueDueAsync(stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away, most likely: the clock outlives that.
                log.LogError("Enqueuing what is due failed with {Failure}", failure.GetType().Name);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
