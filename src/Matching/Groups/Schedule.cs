using System;

namespace Matching.Groups;

/// <summary>When a group meets: an RFC 5545 rule from a first meeting on, wall-clock time in Oslo.</summary>
/// <param name="Rrule">Say <c>FREQ=WEEKLY;BYDAY=TU</c>.</param>
/// <param name="Start">The first meeting.</param>
/// <param name="DurationMinutes">How long it takes.</param>
public sealed record Schedule(string Rrule, DateTime Start, int DurationMinutes)
{
    /// <summary>The day of the week, as <c>mo</c> to <c>su</c>.</summary>
    public string Weekday => Start.DayOfWeek.ToString()[..2].ToLowerInvariant();

    /// <summary>The code that an interest uses for such a time: an evening begins at 16.</summary>
    public string Times =>
        (Start.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "weekend" : "weekday") + (Start.Hour >= 16 ? "-evening" : "-day");
}
