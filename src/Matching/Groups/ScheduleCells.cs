using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Matching.Imports;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;
using C = Matching.Groups.GroupColumns;

namespace Matching.Groups;

/// <summary>
/// When a group meets, as lists have it: a weekday, a time and how often, or a rule and its first day.
/// </summary>
internal static class ScheduleCells
{
    private const int DefaultMinutes = 120,
        LastWeek = -1;
    private static readonly AnnualDatePattern EveryYear = AnnualDatePattern.CreateWithInvariantCulture("d.M");
    private static readonly LocalDatePattern Once = LocalDatePattern.CreateWithInvariantCulture("d.M.uuuu");

    /// <summary>Whether a row says anything of it.</summary>
    public static bool AreIn(SheetRow row) =>
        row.Says(C.Weekday, C.Time, C.Frequency, C.Week, C.Start, C.Duration, C.Rrule, C.Pauses);

    /// <summary>
    /// What a row says, with what it leaves out as it is now. Null where that is not known, or refused.
    /// </summary>
    public static GroupForm.When? Read(SheetRow row, Schedule? now, DateOnly today)
    {
        if (row.Empties(C.Weekday))
        {
            return null;
        }

        var minutes = row.Whole(C.Duration) ?? now?.DurationMinutes ?? DefaultMinutes;
        var first = row.Moment(C.Start);
        var isWritten = row.Says(C.Time);
        var time = row.Time(C.Time) ?? first?.Time ?? (now is null ? null : TimeOnly.FromDateTime(now.Start));
        if (time is null && !isWritten)
        {
            row.Refuse(C.Time, "is needed");
        }

        var (rrule, day) = row.Text(C.Rrule) is { } rule
            ? ByRule(row, rule, first?.Day, now)
            : ByWeekday(row, first?.Day, now, today);
        return time is null || rrule is null || day is null
            ? null
            : new(
                rrule,
                day.Value.ToDateTime(time.Value).ToString("s", CultureInfo.InvariantCulture),
                minutes,
                Pauses: Pauses(row) ?? now?.Pauses.Select(pause => pause.Days).ToList()
            );
    }

    private static List<PauseDays>? Pauses(SheetRow row) =>
        row.Empties(C.Pauses) ? [] : row.List(C.Pauses)?.Select(PauseOf).ToList();

    // What is neither is left as it is, for the form's own rule to refuse.
    private static PauseDays PauseOf(string text) =>
        text.Split(text.Contains('/', StringComparison.Ordinal) ? ['/'] : ['-', '–'], StringSplitOptions.TrimEntries)
            is [var from, var until]
            ? new(DayOf(from), DayOf(until))
            : new(text, text);

    private static string DayOf(string text) =>
        EveryYear.Parse(text.TrimEnd('.')) is { Success: true } day ? AnnualDatePattern.Iso.Format(day.Value)
        : Once.Parse(text) is { Success: true } on ? LocalDatePattern.Iso.Format(on.Value)
        : text;

    private static (string?, DateOnly?) ByRule(SheetRow row, string rule, DateOnly? first, Schedule? now)
    {
        if (row.Says(C.Weekday, C.Frequency, C.Week))
        {
            row.Refuse(C.Rrule, "write either a rule, or a weekday and how often");
        }

        var day = first ?? (now?.Rrule == Recurrence.Read(rule)?.ToString() ? now?.FirstDay : null);
        if (day is null && !row.Says(C.Start))
        {
            row.Refuse(C.Start, "is needed with a rule");
        }

        return (rule, day);
    }

    private static (string?, DateOnly?) ByWeekday(SheetRow row, DateOnly? first, Schedule? now, DateOnly today)
    {
        var before = now is null ? null : Recurrence.Read(now.Rrule);
        var weekday = row.Code(C.Weekday, GroupWords.Weekdays) ?? first?.DayOfWeek ?? now?.Start.DayOfWeek;
        var (monthly, interval) =
            row.Code(C.Frequency, GroupWords.Frequencies)
            ?? (before is null ? (false, 1) : (before.Monthly, before.Interval));
        var week = row.Code(C.Week, GroupWords.Weeks);
        if (weekday is null)
        {
            RefuseUnlessWritten(row, C.Weekday, "is needed");
            return (null, null);
        }

        if (!monthly && week is not null)
        {
            row.Refuse(C.Week, "goes with a monthly group only");
        }

        week ??=
            !monthly ? 0
            : first is { } on ? WeekOf(on)
            : before is { Monthly: true } ? before.Week
            : null;
        if (week is null)
        {
            RefuseUnlessWritten(row, C.Week, "is needed for a monthly group");
            return (null, null);
        }

        var rule = new Recurrence(monthly, interval, weekday.Value.ToIsoDayOfWeek(), week.Value, Until: null);
        var isSame =
            before is not null
            && (before.Monthly, before.Interval, now!.Start.DayOfWeek) == (monthly, interval, weekday.Value)
            && (!monthly || before.Week == week);
        var day =
            first
            ?? (
                isSame ? now!.FirstDay
                : interval > 1 ? null
                : Next(today, rule)
            );
        if (day is null)
        {
            RefuseUnlessWritten(row, C.Start, "is needed: which weeks are its own?");
        }

        return (isSame ? now!.Rrule : rule.ToString(), day);
    }

    private static void RefuseUnlessWritten(SheetRow row, Column column, string reason)
    {
        // What is written there and could not be read has its reason already.
        if (!row.Says(column))
        {
            row.Refuse(column, reason);
        }
    }

    // Any month has a fourth of its weekdays; what is beyond that is its last.
    private static int WeekOf(DateOnly day) => day.Day > 28 ? LastWeek : ((day.Day - 1) / 7) + 1;

    // The first four and the last of a weekday are in every month, so two months hold one.
    private static DateOnly Next(DateOnly today, Recurrence rule) =>
        Enumerable.Range(0, 63).Select(today.AddDays).First(day => rule.Holds(LocalDate.FromDateOnly(day)));
}
