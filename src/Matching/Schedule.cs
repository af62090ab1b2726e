using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Matching;

/// <summary>
/// Everything that runs by the clock, and the only place where a cadence is written. The clock only enqueues: a job that is
/// due runs once, whichever instance's clock rang, and again if that instance dies.
/// </summary>
public static class Schedule
{
    /// <summary>All of it. Cron expressions are Quartz's (seconds first), in Oslo time.</summary>
    public static readonly IReadOnlyList<ScheduledJob> All =
    [
        new("purge-idempotent-answers", "0 20 3 * * ?", "Answers kept for repeats are of no use after a day.",
            (services, ct) => Idempotency.PurgeAsync(services.GetRequiredService<MatchingDb>(), services.GetRequiredService<TimeProvider>(), ct)),
    ];

    /// <summary>The names, for <c>run-job</c>.</summary>
    public static IEnumerable<string> Names => All.Select(job => job.Name);

    /// <summary>The job of this name.</summary>
    public static ScheduledJob? Find(string name) => All.SingleOrDefault(job => job.Name == name);

    /// <summary>The same jobs as kinds that the worker can do.</summary>
    public static IEnumerable<KeyValuePair<string, JobHandler>> Handlers => All.Select(job => KeyValuePair.Create<string, JobHandler>(
        job.Name,
        async (services, _, ct) =>
        {
            await job.RunAsync(services, ct);
            return JobOutcome.Done;
        }));
}

/// <summary>Something that runs by the clock.</summary>
/// <param name="Name">Also the kind of its jobs, and the argument of <c>run-job</c>.</param>
/// <param name="Cron">When, in Oslo time.</param>
/// <param name="Why">Why it is done, and why then.</param>
/// <param name="RunAsync">Does it and returns how many rows it touched; needs no clock but the injected one.</param>
public sealed record ScheduledJob(string Name, string Cron, string Why, Func<IServiceProvider, CancellationToken, Task<int>> RunAsync);
