using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Jobs;
using Matching.Proposals;
using Matching.Registration;
using Matching.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Matching;

/// <summary>
/// Everything that runs by the clock, and the only place where a cadence is written. The clock only enqueues: a job
/// that is due runs once, whichever instance's clock rang, and again if that instance dies.
/// </summary>
public static class Schedule
{
    /// <summary>All of it. Cron expressions are Quartz's (seconds first), in Oslo time.</summary>
    public static readonly IReadOnlyList<ScheduledJob> All =
    [
        new(
            "purge-expired-interests",
            "0 10 3 * * ?",
            "Ninety days are a promise: what is past its day is erased in the night after it.",
            (services, ct) =>
                PurgeExpiredInterests.RunAsync(
                    services.GetRequiredService<MatchingDb>(),
                    services.GetRequiredService<TimeProvider>(),
                    ct
                )
        ),
        new(
            "place-waiting",
            "0 0/5 * * * ?",
            "Whoever looks for a group has a place or a part in a proposal within minutes, and no job tells when she came.",
            PlaceWaiting.RunAsync
        ),
        new(
            "lapse-invitations",
            "0 6 0 * * ?",
            "An invitation stands to the end of its day; with the last one a proposal may be over.",
            LapseInvitations.RunAsync
        ),
        new(
            "lapse-offers",
            "0 5 0 * * ?",
            "An offer stands to the end of its day; the place is free to all from midnight.",
            LapseOffers.RunAsync
        ),
        new(
            "purge-idempotent-answers",
            "0 20 3 * * ?",
            "Answers kept for repeats are of no use after a day.",
            (services, ct) =>
                Idempotency.PurgeAsync(
                    services.GetRequiredService<MatchingDb>(),
                    services.GetRequiredService<TimeProvider>(),
                    ct
                )
        ),
        new(
            "purge-done-jobs",
            "0 30 3 * * ?",
            "What was done a month ago helps nobody to understand today; dead letters stay until somebody acts.",
            (services, ct) =>
                Outbox.PurgeAsync(
                    services.GetRequiredService<MatchingDb>(),
                    services.GetRequiredService<TimeProvider>(),
                    ct
                )
        ),
    ];

    /// <summary>What follows from events of modules that may not know those who handle them.</summary>
    public static IReadOnlyDictionary<string, JobHandler> Events { get; } =
        new Dictionary<string, JobHandler>
        {
            [Body.StoppedAnswering] = PassOnCases.RunAsync,
            [SelfHelpGroup.Opened] = TellMembers.RunAsync,
            [SelfHelpGroup.Stopped] = AsJob(LapseOffers.RunAsync),
        };

    /// <summary>The names, for <c>run-job</c>.</summary>
    public static IEnumerable<string> Names => All.Select(job => job.Name);

    /// <summary>The job of this name.</summary>
    public static ScheduledJob? Find(string name) => All.SingleOrDefault(job => job.Name == name);

    /// <summary>The same jobs as kinds that the worker can do.</summary>
    public static IEnumerable<KeyValuePair<string, JobHandler>> Handlers =>
        All.Select(job => KeyValuePair.Create(job.Name, AsJob(job.RunAsync)));

    private static JobHandler AsJob(Func<IServiceProvider, CancellationToken, Task<int>> run) =>
        async (services, _, ct) =>
        {
            await run(services, ct);
            return JobOutcome.Done;
        };
}
