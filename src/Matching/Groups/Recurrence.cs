using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Matching.Calendar;
using NodaTime;
using NodaTime.Text;

namespace Matching.Groups;

/// <summary>
/// The part of RFC 5545 that groups use: every week or every few, on the day of the first meeting; or every month or
/// every few, on a weekday counted from the month's beginning or its end. Days only: the time of day is the wall
/// clock's.
/// </summary>
/// <param name="Day">Null: the weekday of the first meeting.</param>
/// <param name="Week">Which of the month's weekdays, 1 to 5, or -1 to -5 from its end; a month without it is left out.
/// </param>
/// <param name="Until">The last moment at which a meeting may begin.</param>
internal sealed partial record Recurrence(
    bool Monthly,
    int Interval,
    IsoDayOfWeek? Day,
    int Week,
    DateTimeOffset? Until
)
{
    /// <summary>What is understood, for error messages.</summary>
    public const string Form =
        "write it as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU or FREQ=MONTHLY;BYDAY=1TU (-1TU is the month's last); "
        + "UNTIL=20270615 may follow, COUNT and several weekdays may not";

    private const int LargestInterval = 12;
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private static readonly InstantPattern Moment = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");
    private static readonly LocalDatePattern LastDay = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>
    /// Reads a rule, also as other calendars write it: with its name before it, in small letters, with the day on which
    /// weeks begin (which moves nothing where a group meets on one weekday), with BYSETPOS for the week of the month.
    /// Null when it says anything else than this part.
    /// </summary>
    public static Recurrence? Read(string rrule)
    {
        if (Split(rrule) is not { } parts || !parts.Remove("FREQ", out var frequency))
        {
            return null;
        }

        var (interval, week) = (1, 0);
        DateTimeOffset? until = null;
        if (
            (parts.Remove("INTERVAL", out var every) && !IsWhole(every, out interval))
            || (parts.Remove("WKST", out var firstDay) && !Days.Contains(firstDay))
            || (parts.Remove("UNTIL", out var last) && (until = ReadUntil(last)) is null)
        )
        {
            return null;
        }

        IsoDayOfWeek? weekday = null;
        if (parts.Remove("BYDAY", out var day))
        {
            if (Weekday().Match(day) is not { Success: true } read)
            {
                return null;
            }

            weekday = (IsoDayOfWeek)(Array.IndexOf(Days, read.Groups["day"].Value) + 1);
            week = WeekOf(read.Groups["week"].Value);
        }

        if (parts.Remove("BYSETPOS", out var position))
        {
            // FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1 says what BYDAY=1TU does.
            if (weekday is null || week != 0 || (week = WeekOf(position)) == 0)
            {
                return null;
            }
        }

        var isMonthly = frequency == "MONTHLY";
        return
            parts.Count == 0
            && interval is >= 1 and <= LargestInterval
            && (isMonthly ? week != 0 : frequency == "WEEKLY" && week == 0)
            ? new(isMonthly, interval, weekday, week, until)
            : null;
    }

    /// <summary>The rule in the one form in which it is kept and shown, fit for any calendar.</summary>
    public override string ToString() =>
        string.Join(
            ';',
            new[]
            {
                Monthly ? "FREQ=MONTHLY" : "FREQ=WEEKLY",
                Interval > 1 ? string.Create(CultureInfo.InvariantCulture, $"INTERVAL={Interval}") : null,
                Day is { } day
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"BYDAY={(Monthly ? Week : null)}{Days[(int)day - 1]}"
                    )
                    : null,
                Until is { } until ? "UNTIL=" + Moment.Format(Instant.FromDateTimeOffset(until)) : null,
            }.OfType<string>()
        );

    /// <summary>Whether a first meeting on this day is one of the rule's own.</summary>
    public bool Holds(LocalDate start) =>
        (Day is null || Day == start.DayOfWeek) && (!Monthly || InMonth(start) == start);

    /// <summary>The days of meetings of a group that begins on a day, from one day to another, both included.</summary>
    public IEnumerable<LocalDate> Between(LocalDate start, LocalDate from, LocalDate until)
    {
        var passed = Monthly
            ? Period.Between(start, from, PeriodUnits.Months).Months
            : Period.DaysBetween(start, from) / 7;
        for (var step = Math.Max(0, (passed / Interval) - 1); ; step++)
        {
            var earliest = Monthly
                ? start.With(DateAdjusters.StartOfMonth).PlusMonths(step * Interval)
                : start.PlusWeeks(step * Interval);
            if (earliest > until)
            {
                yield break;
            }

            if ((Monthly ? InMonth(earliest) : earliest) is { } day && day >= from && day <= until)
            {
                yield return day;
            }
        }
    }

    private static Dictionary<string, string>? Split(string rrule)
    {
        const string Name = "RRULE:";
        var rule = rrule.Trim().ToUpperInvariant();
        var parts = new Dictionary<string, string>();
        foreach (var part in (rule.StartsWith(Name, StringComparison.Ordinal) ? rule[Name.Length..] : rule).Split(';'))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !parts.TryAdd(part[..at], part[(at + 1)..]))
            {
                return null;
            }
        }

        return parts;
    }

    private static bool IsWhole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    // 0 where it is not one.
    private static int WeekOf(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var week)
        && week is >= -5 and <= 5
            ? week
            : 0;

    // A day is meant as all of it, in Oslo.
    private static DateTimeOffset? ReadUntil(string text) =>
        Moment.Parse(text) is { Success: true } moment ? moment.Value.ToDateTimeOffset()
        : LastDay.Parse(text) is { Success: true, Value.Year: < 9999 } day
            ? OsloTime.At(day.Value.PlusDays(1).AtMidnight()).AddSeconds(-1)
        : null;

    private LocalDate? InMonth(LocalDate month)
    {
        var day =
            Week < 0
                ? month
                    .With(DateAdjusters.EndOfMonth)
                    .With(DateAdjusters.PreviousOrSame(Day!.Value))
                    .PlusWeeks(Week + 1)
                : month.With(DateAdjusters.StartOfMonth).With(DateAdjusters.NextOrSame(Day!.Value)).PlusWeeks(Week - 1);
        return day.Month == month.Month ? day : null;
    }

    [GeneratedRegex(@"\A(?<week>[+-]?[1-5])?(?<day>MO|TU|WE|TH|FR|SA|SU)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Weekday();
}
