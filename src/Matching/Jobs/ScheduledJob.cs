using System;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Quartz;

namespace Matching.Jobs;

/// <summary>Something that runs by the clock.</summary>
/// <param name="Name">Also the kind of its jobs, and the argument of <c>run-job</c>.</param>
/// <param name="Cron">When, as Quartz's cron expression (seconds first), in Oslo time.</param>
/// <param name="Why">Why it is done, and why then.</param>
/// <param name="RunAsync">Does it and returns how many rows it touched; needs no clock but the injected one.</param>
/// <param name="InOfficeHours">Whether it is left out where it comes late, outside of them: it reminds or presses
/// people.</param>
public sealed record ScheduledJob(
    string Name,
    string Cron,
    string Why,
    Func<IServiceProvider, CancellationToken, Task<int>> RunAsync,
    bool InOfficeHours = false
)
{
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    /// <summary>The last time at or before an instant at which it was due.</summary>
    public DateTimeOffset LastDue(DateTimeOffset now) =>
        new CronExpression(Cron, Oslo).GetPreviousValidTimeBefore(now.AddSeconds(1))!.Value;

    /// <summary>The id of the job of one due time: the same on every instance, so that it is done once.</summary>
    public Guid IdAt(DateTimeOffset due) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}/{due.ToUnixTimeSeconds()}")).AsSpan(0, 16));
}
