using System;
using System.Collections.Generic;
using System.Linq;
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
    public static TimeSpan? After(int failures) => failures <= Table.Count ? ByChance(Table[failures - 1]) : null;

    /// <summary>
    /// The rest after so many failures where whoever failed asks for a longer one, and how many attempts are let go by
    /// in it: what is put off like that is given up no later than all else, with the last attempt on the last day.
    /// </summary>
    /// <param name="asked">How long it asks us to stay away.</param>
    public static (TimeSpan? Wait, int LetGoBy) After(int failures, TimeSpan? asked)
    {
        var rest = After(failures);
        if (rest is null || asked is null || asked <= rest)
        {
            return (rest, 0);
        }

        var (sum, passed) = (TimeSpan.Zero, 0);
        foreach (var interval in Table.Skip(failures - 1).TakeWhile(_ => sum < asked))
        {
            (sum, passed) = (sum + interval, passed + 1);
        }

        return (ByChance(asked < sum ? asked.Value : sum), passed - 1);
    }

    private static TimeSpan ByChance(TimeSpan rest) =>
        rest * (1 + (Jitter * RandomNumberGenerator.GetInt32(1000) / 1000.0));
}
