using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace Matching.Jobs;

/// <summary>The one table of how long a failed job rests before it is tried again: about three days in all.</summary>
public static class RetryIntervals
{
    /// <summary>
    /// The rest after the first failure, the second and so on; after the last one the job is a dead letter.
    /// </summary>
    public static readonly IReadOnlyList<TimeSpan> Table =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
        TimeSpan.FromHours(27),
    ];

    /// <summary>
    /// Up to so much of a rest comes on top by chance, so that what failed together does not return together.
    /// </summary>
    public const double Jitter = 0.1;

    /// <summary>The rest after so many failures; null when it has been tried often enough.</summary>
    public static TimeSpan? After(int failures) =>
        failures <= Table.Count
            ? Table[failures - 1] * (1 + (Jitter * RandomNumberGenerator.GetInt32(1000) / 1000.0))
            : null;
}
