using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Matching.Status;

/// <summary>
/// How the service is: what waits, what was given up, what ran by the clock. The national administration sees all of
/// it; everybody else what is about her body.
/// </summary>
public static class ReadStatus
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/desk/status", ExecuteAsync)
            .WithName("ReadStatus")
            .WithSummary("How the service is: what waits, what was given up, what ran by the clock")
            .Requires(Role.Coordinator);

    /// <param name="Version">Of the program.</param>
    /// <param name="Ready">Whether this instance can do its work now.</param>
    /// <param name="At">When this was so.</param>
    /// <param name="OldestDueSeconds">How long the job has been due that has waited longest; 0 where none is.</param>
    /// <param name="Waiting">Jobs that wait, due or not.</param>
    /// <param name="DeadLetters">Jobs that were given up.</param>
    /// <param name="Schedule">What runs by the clock; null but for the national administration.</param>
    /// <param name="Database">Null but for the national administration.</param>
    /// <param name="Keys">The key store; null but for the national administration.</param>
    /// <param name="Audit">Where the audit ends now; null but for the national administration.</param>
    public sealed record Response(
        string Version,
        bool Ready,
        DateTimeOffset At,
        double OldestDueSeconds,
        IReadOnlyList<Jobs> Waiting,
        IReadOnlyList<Jobs> DeadLetters,
        IReadOnlyList<Scheduled>? Schedule,
        DatabaseStatus? Database,
        KeysStatus? Keys,
        AuditEnd? Audit
    );

    /// <param name="Head">The hash of the last, for <c>audit verify</c> some day.</param>
    public sealed record AuditEnd(long Entries, string Head);

    public sealed record Jobs(string Kind, int Count);

    /// <param name="DueAt">When it was last due.</param>
    /// <param name="DoneAt">When it was last done; null where it was not within a month.</param>
    public sealed record Scheduled(string Name, DateTimeOffset DueAt, DateTimeOffset? DoneAt);

    public static async Task<Ok<Response>> ExecuteAsync(
        Caller caller,
        MatchingDb db,
        KeyStore keys,
        HealthCheckService health,
        NpgsqlDataSource source,
        IReadOnlyList<ScheduledJob> schedule,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var queue = await QueuedJobs.ReadAsync(db, now, caller.IsNational ? null : caller.Body, ct);
        var report = await health.CheckHealthAsync(ct);
        return TypedResults.Ok(
            new Response(
                typeof(ReadStatus).Assembly.GetName().Version!.ToString(3),
                report.Status != HealthStatus.Unhealthy,
                now,
                Math.Round(QueuedJobs.Age(queue, now)),
                In(queue, QueuedJobs.Waiting),
                In(queue, QueuedJobs.Dead),
                caller.IsNational ? await ScheduledAsync(db, schedule, now, ct) : null,
                caller.IsNational ? await DatabaseStatus.ReadAsync(db, ct) : null,
                caller.IsNational ? await KeysStatus.ReadAsync(db, keys, ct) : null,
                caller.IsNational ? await AuditAsync(source, ct) : null
            )
        );
    }

    private static async Task<AuditEnd> AuditAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        var (entries, head) = await AuditChain.HeadAsync(source, ct);
        return new(entries, head);
    }

    private static IReadOnlyList<Jobs> In(IEnumerable<QueuedJobs> queue, string state) =>
        [.. queue.Where(jobs => jobs.State == state).Select(jobs => new Jobs(jobs.Kind, jobs.Count))];

    private static async Task<IReadOnlyList<Scheduled>> ScheduledAsync(
        MatchingDb db,
        IReadOnlyList<ScheduledJob> schedule,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var names = schedule.Select(job => job.Name).ToArray();
        var done = await db
            .Jobs.Where(job => job.State == "done" && names.Contains(job.Kind))
            .GroupBy(job => job.Kind)
            .Select(jobs => new { Kind = jobs.Key, At = jobs.Max(job => job.FinishedAt) })
            .ToDictionaryAsync(job => job.Kind, job => job.At, ct);
        return
        [
            .. schedule.Select(job => new Scheduled(
                job.Name,
                job.LastDue(now).ToUniversalTime(),
                done.GetValueOrDefault(job.Name)
            )),
        ];
    }
}
