using System;
using System.Collections.Generic;
using System.Globalization;
using NodaTime;

namespace Matching.Groups;

/// <summary>
/// The part of RFC 5545 that groups use: every week or every few, on the day of the first meeting; or every month or
/// every few, on a weekday counted from the month's beginning or its end. Days only: the time of day is the wall
/// clock's.
/// </summary>
internal sealed record Recurrence(bool Monthly, int Interval, IsoDayOfWeek? Day, int Week)
{
    /// <summary>What is understood, for error messages.</summary>
    public const string Form =
        "write it as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU or FREQ=MONTHLY;BYDAY=1TU (-1TU is the month's last)";

    private const int LargestInterval = 12;
    private const int LastWeek = -1;
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>Reads a rule; null when it says anything else than this part.</summary>
    public static Recurrence? Read(string rrule)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in rrule.Split(';'))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !parts.TryAdd(part[..at], part[(at + 1)..]))
            {
                return null;
            }
        }

        var interval = 1;
        var isWhole =
            parts.Remove("FREQ", out var frequency)
            && frequency is "WEEKLY" or "MONTHLY"
            && (
                !parts.Remove("INTERVAL", out var times)
                || (
                    int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out interval)
                    && interval is >= 1 and <= LargestInterval
                )
            );
        parts.Remove("BYDAY", out var day);
        return !isWhole || parts.Count > 0 ? null
            : frequency == "MONTHLY" ? ReadMonthly(interval, day)
            : day is null ? new(false, interval, null, 0)
            : Array.IndexOf(Days, day) is >= 0 and var index ? new(false, interval, (IsoDayOfWeek)(index + 1), 0)
            : null;
    }

    /// <summary>Whether a first meeting on this day is one of the rule's own.</summary>
    public bool Holds(LocalDate start) =>
        (Day is null || Day == start.DayOfWeek) && (!Monthly || InMonth(start) == start);

    /// <summary>The meetings from the first one on that is not before a day, without end.</summary>
    public IEnumerable<LocalDate> From(LocalDate start, LocalDate day)
    {
        var passed = Monthly
            ? Period.Between(start, day, PeriodUnits.Months).Months
            : Period.DaysBetween(start, day) / 7;
        for (var step = Math.Max(0, (passed / Interval) - 1); ; step++)
        {
            var next = Monthly
                ? InMonth(start.With(DateAdjusters.StartOfMonth).PlusMonths(step * Interval))
                : start.PlusWeeks(step * Interval);
            if (next >= day)
            {
                yield return next;
            }
        }
    }

    private static Recurrence? ReadMonthly(int interval, string? day)
    {
        var index = day is { Length: 3 or 4 } ? Array.IndexOf(Days, day[^2..]) : -1;
        return index >= 0 && day![..^2] is "1" or "2" or "3" or "4" or "-1"
            ? new(true, interval, (IsoDayOfWeek)(index + 1), int.Parse(day![..^2], CultureInfo.InvariantCulture))
            : null;
    }

    private LocalDate InMonth(LocalDate month) =>
        Week == LastWeek
            ? month.With(DateAdjusters.EndOfMonth).With(DateAdjusters.PreviousOrSame(Day!.Value))
            : month.With(DateAdjusters.StartOfMonth).With(DateAdjusters.NextOrSame(Day!.Value)).PlusWeeks(Week - 1);
}
