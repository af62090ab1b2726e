using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Calendar;
using Matching.Web;
using NodaTime;

namespace Matching.Groups;

/// <summary>When a group meets: an RFC 5545 rule from a first meeting on, wall-clock time in Oslo.</summary>
/// <param name="Rrule">Say <c>FREQ=WEEKLY;BYDAY=TU</c>.</param>
/// <param name="Start">The first meeting.</param>
/// <param name="DurationMinutes">How long it takes.</param>
/// <param name="Pauses">When it does not meet.</param>
public sealed record Schedule(string Rrule, DateTime Start, int DurationMinutes, IReadOnlyList<Pause> Pauses)
{
    /// <summary>The time zone of every schedule.</summary>
    public const string TimeZone = "Europe/Oslo";

    private const int ShortestMinutes = 15,
        LongestMinutes = 600,
        EveningHour = 16;
    private static readonly LocalDate Earliest = new(1990, 1, 1);

    // Nothing but pauses, or a month that never has five of a weekday, must not be looked through for ever.
    private const int YearsAhead = 2;

    /// <summary>The most pauses that one group may have.</summary>
    public const int MostPauses = 10;

    /// <summary>The days of the week.</summary>
    public static readonly IReadOnlyCollection<string> Weekdays = ["mo", "tu", "we", "th", "fr", "sa", "su"];

    /// <summary>The times of the week at which groups meet and people can.</summary>
    public static readonly IReadOnlyCollection<string> AllTimes =
    [
        "weekday-day",
        "weekday-evening",
        "weekend-day",
        "weekend-evening",
    ];

    /// <summary>The day of the week, one of <see cref="Weekdays"/>.</summary>
    public string Weekday => Start.DayOfWeek.ToString()[..2].ToLowerInvariant();

    /// <summary>When it is, one of <see cref="AllTimes"/>: an evening begins at 16.</summary>
    public string Times =>
        (Start.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "weekend" : "weekday")
        + (Start.Hour >= EveningHour ? "-evening" : "-day");

    /// <summary>The day of the first meeting.</summary>
    public DateOnly FirstDay => DateOnly.FromDateTime(Start);

    /// <summary>The first meeting as the API writes it, without an offset.</summary>
    public string StartText => WallClock.Write(Start);

    /// <summary>
    /// A schedule as somebody wrote it. A group may have begun long ago; one that begins in years is a slip.
    /// </summary>
    public static Outcome<Schedule> Read(GroupForm.When when, DateOnly today)
    {
        if (Recurrence.Read(when.Rrule) is not { } rule)
        {
            return Problems.ScheduleInvalid.At("schedule.rrule", Recurrence.Form);
        }

        if (WallClock.Read(when.Start) is not { } start)
        {
            return Problems.ScheduleInvalid.At(
                "schedule.start",
                "write it as wall-clock time in Oslo, without an offset: 2026-09-01T18:00:00"
            );
        }

        var pauses = new List<Pause>();
        foreach (var days in when.Pauses ?? [])
        {
            if (!Pause.Read(days, $"schedule.pauses[{pauses.Count}]").Is(out var pause, out var problem))
            {
                return problem;
            }

            pauses.Add(pause);
        }

        var first = LocalDateTime.FromDateTime(start);
        return first.Date < Earliest || first.Date > LocalDate.FromDateOnly(today).PlusYears(2)
                ? Problems.ScheduleInvalid.At("schedule.start", "must be from 1990 on and at most two years ahead")
            : !rule.Holds(first.Date)
                ? Problems.ScheduleInvalid.At("schedule.start", "the first meeting is not on a day of the rule")
            : OsloTime.At(first) > rule.Until
                ? Problems.ScheduleInvalid.At("schedule.rrule", "UNTIL is before the first meeting")
            : when.DurationMinutes is < ShortestMinutes or > LongestMinutes
                ? Problems.ScheduleInvalid.At("schedule.durationMinutes", "15 to 600")
            : new Schedule(rule.ToString(), start, when.DurationMinutes, pauses);
    }

    /// <summary>
    /// The next meetings that begin after a moment, as many as there are within two years of it and of the first one.
    /// </summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var first = OsloTime.At(LocalDateTime.FromDateTime(Start));
        var last = (first > after ? first : after).AddYears(YearsAhead);
        return [.. Between(after, last).Where(meeting => meeting > after).Take(count)];
    }

    /// <summary>
    /// The meetings that begin from one moment to another, both included, pauses left out. Six in the evening stays six
    /// when the clocks change.
    /// </summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset until)
    {
        var first = LocalDateTime.FromDateTime(Start);
        var rule = Recurrence.Read(Rrule) ?? throw new InvalidOperationException("a stored rule is one that was read");

        // Oslo is ahead of UTC, by less than a day: its day is UTC's or the next one.
        var days = rule.Between(
            first.Date,
            LocalDate.FromDateTime(from.UtcDateTime),
            LocalDate.FromDateTime(until.UtcDateTime).PlusDays(1)
        );
        return days.Where(day => !Pauses.Any(pause => pause.Covers(day)))
            .Select(day => OsloTime.At(day + first.TimeOfDay))
            .Where(meeting => meeting >= from && meeting <= until && !(meeting > rule.Until));
    }
}
