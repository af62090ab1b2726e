using System;
using System.ComponentModel.DataAnnotations;

namespace Matching.Jobs;

/// <summary>How the jobs of one instance are done.</summary>
public sealed class JobOptions
{
    /// <summary>
    /// How long a worker may be silent before another takes its job: longer than any handler may take, and as long as a
    /// job waits at most on a dead worker.
    /// </summary>
    [Range(2, 3600)]
    public int LeaseSeconds { get; init; } = 120;

    /// <summary>How many jobs run at once; a quarter of these at most are jobs that failed before.</summary>
    [Range(1, 256)]
    public int Lanes { get; init; } = 16;

    /// <summary>How often it is looked whether something is due by the clock.</summary>
    [Range(1, 60)]
    public int ScheduleSeconds { get; init; } = 15;

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    /// <summary>A job is cancelled after this, well before another worker may take it.</summary>
    internal TimeSpan LongestJob => Lease / 2;

    /// <summary>
    /// A round over much ends after this, well before its job is cancelled, whatever the lease; the next goes on.
    /// </summary>
    internal TimeSpan LongestRound => TimeSpan.FromSeconds(Math.Min(40, LeaseSeconds / 3.0));
}
