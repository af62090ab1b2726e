using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.ActionLinks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Cohorts;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Matching.Interests;
using Matching.Jobs;
using Matching.Proposals;
using Matching.Registration;
using Matching.Sealing;
using Matching.Starters;
using Matching.Statistics;
using Matching.Web;
using Matching.Webhooks;
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
            "forget-order",
            "0 40 3 * * ?",
            "Within a day the order is a lot; rows lie in the order in which they came until somebody lays them anew.",
            ForgetOrder.RunAsync
        ),
        new(
            "finish-erasing",
            "0 3/5 * * * ?",
            "A key goes with the commit that erases its record; what a crash right then left goes within minutes.",
            FinishErasing.RunAsync
        ),
        new(
            "rewrite-keys",
            "0 45 3 * * ?",
            "After every night no file of the key store holds a byte of what was erased before it.",
            RewriteKeys.RunAsync
        ),
        new(
            "tell-audit-head",
            "0 50 3 * * ?",
            "A chain does not tell that its end was cut off; a head of every day that stands elsewhere does.",
            TellAuditHead.RunAsync
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
            "remind-cases",
            "0 0 8 ? * MON-FRI",
            "Who has not been acknowledged by her day is not forgotten: her body is reminded on the working day after.",
            RemindCases.RunAsync,
            InOfficeHours: true
        ),
        new(
            "pass-on-silent-cases",
            "0 0 8 ? * MON-FRI",
            "A body that stays silent for two working days more must not swallow anybody: the next one answers.",
            PassOnSilentCases.RunAsync,
            InOfficeHours: true
        ),
        new(
            "unpark-interests",
            "0 0 6 * * ?",
            "Who wished to wait until a day is matched again on that day, before anybody comes to work.",
            UnparkInterests.RunAsync
        ),
        new(
            "match-groups",
            "0 0/5 * * * ?",
            "A group that could fit more people than before finds who waits for it, in rounds, so that no job tells when "
                + "somebody registered.",
            MatchGroups.RunAsync
        ),
        new(
            "ask-starters",
            "0 2/5 * * * ?",
            "A group that forms waits for a starter, and the next one is asked as soon as one says no, pauses or is silent.",
            AskStarters.RunAsync
        ),
        new(
            "remind-of-follow-ups",
            "0 30 6 * * ?",
            "About six weeks after a group has opened its starter is asked how it goes; her body reads it that morning.",
            RemindOfFollowUps.RunAsync
        ),
        new(
            "publish-statistics",
            "0 40 4 * * ?",
            "What ended is published once, in the night after; a night without the service is made up for in the next.",
            PublishStatistics.RunAsync
        ),
        new(
            "purge-cohort-codes",
            "0 15 3 * * ?",
            "A code stands for a month from the day on which its cohort wants to go on; what is past its day is erased.",
            (services, ct) =>
                PurgeCohortCodes.RunAsync(
                    services.GetRequiredService<MatchingDb>(),
                    services.GetRequiredService<TimeProvider>(),
                    ct
                )
        ),
        new(
            "purge-proposals",
            "0 25 3 * * ?",
            "What few people had in common outlives none of them.",
            (services, ct) =>
                PurgeProposals.RunAsync(
                    services.GetRequiredService<MatchingDb>(),
                    services.GetRequiredService<TimeProvider>(),
                    ct
                )
        ),
        new(
            "purge-links",
            "0 35 3 * * ?",
            "A link that opened nothing for a month helps nobody, and a session is over within the hour.",
            PurgeLinks.RunAsync
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
            "purge-spent-proofs",
            "0 20 3 * * ?",
            "A challenge ends after minutes; that one was solved is of use no longer than that.",
            (services, ct) =>
                Floods.PurgeAsync(
                    services.GetRequiredService<MatchingDb>(),
                    services.GetRequiredService<TimeProvider>(),
                    ct
                )
        ),
        new(
            "purge-webhook-deliveries",
            "0 35 3 * * ?",
            "What was delivered a month ago helps nobody; what was given up stays while its webhook does.",
            PurgeDeliveries.RunAsync
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

    /// <summary>
    /// What follows from events of modules that may not know those who handle them. What goes through many rows takes
    /// each in a transaction of its own and asks its condition again; the rest is one transaction with the job's end.
    /// </summary>
    public static IReadOnlyDictionary<string, JobHandler> Events { get; } =
        new Dictionary<string, JobHandler>
        {
            [Body.StoppedAnswering] = PassOnCases.RunAsync,
            [Body.AnswersAgain] = Leases.Once(FinishMended.RunAsync),
            [Body.PolicyChanged] = FollowPolicy.RunAsync,
            [Webhook.Moved] = Leases.Once(TellOfWebhook.RunAsync),
            [SelfHelpGroup.Opened] = Leases.Once(TellMembers.RunAsync),
            [SelfHelpGroup.Stopped] = AsJob(LapseOffers.RunAsync),
            [StarterRequest.StarterToTell] = Leases.Once(TellOfStarters.StarterAsync),
            [StarterRequest.BodyToTell] = Leases.Once(TellOfStarters.BodyAsync),
        };

    /// <summary>The names, for <c>run-job</c>.</summary>
    public static IEnumerable<string> Names => All.Select(job => job.Name);

    /// <summary>The job of this name.</summary>
    public static ScheduledJob? Find(string name) => All.SingleOrDefault(job => job.Name == name);

    /// <summary>The same jobs as kinds that the worker can do.</summary>
    public static IEnumerable<KeyValuePair<string, JobHandler>> Handlers =>
        All.Select(job =>
            KeyValuePair.Create(job.Name, job.InOfficeHours ? InOfficeHours(AsJob(job.RunAsync)) : AsJob(job.RunAsync))
        );

    // What comes late, after hours without a service say, leaves it to the next time, which is in the morning.
    private static JobHandler InOfficeHours(JobHandler run) =>
        (services, job, ct) =>
        {
            var now = services.GetRequiredService<TimeProvider>().OsloNow();
            return OfficeHours.Holds(now) ? run(services, job, ct) : Task.FromResult(JobOutcome.Done);
        };

    private static JobHandler AsJob(Func<IServiceProvider, CancellationToken, Task<int>> run) =>
        async (services, _, ct) =>
        {
            await run(services, ct);
            return JobOutcome.Done;
        };
}
