using System;
using NodaTime;

namespace Matching.Calendar;

/// <summary>Wall-clock days of Europe/Oslo: every deadline, meeting and kept day counts in them.</summary>
public static class OsloTime
{
    private static readonly DateTimeZone Oslo = DateTimeZoneProviders.Tzdb["Europe/Oslo"];

    /// <summary>The day it is in Oslo.</summary>
    public static DateOnly Today(this TimeProvider clock) => clock.OsloNow().Date.ToDateOnly();

    /// <summary>The wall-clock time it is in Oslo.</summary>
    public static LocalDateTime OsloNow(this TimeProvider clock) =>
        Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(Oslo).LocalDateTime;

    /// <summary>How long it is until the next day begins in Oslo.</summary>
    public static TimeSpan UntilTomorrow(this TimeProvider clock) =>
        At(clock.OsloNow().Date.PlusDays(1).AtMidnight()) - clock.GetUtcNow();

    /// <summary>The same moment as a clock in Oslo shows it.</summary>
    public static DateTimeOffset Of(DateTimeOffset moment) =>
        Instant.FromDateTimeOffset(moment).InZone(Oslo).ToDateTimeOffset();

    /// <summary>
    /// The instant of a wall-clock time in Oslo. A time that the spring skips is taken an hour later,
    /// one that the autumn repeats the first time round.
    /// </summary>
    public static DateTimeOffset At(LocalDateTime wallClock) => Oslo.AtLeniently(wallClock).ToDateTimeOffset();
}
