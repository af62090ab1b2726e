using System;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;

namespace Matching.Groups;

/// <summary>Days on which a group does not meet, as people and programs write them.</summary>
/// <param name="From">The first day in Oslo: <c>06-21</c> every year, or <c>2026-12-21</c> once.</param>
/// <param name="Until">The last day, written in the same way. Of every year's, it may lie in the next year.</param>
public sealed record PauseDays(string From, string Until);

/// <summary>
/// A time in which a group does not meet, in summer or at Christmas: every year, or once. Both days are in it. The 29th
/// of February of every year is, in a year without it, no day of the pause and no hole in it.
/// </summary>
public sealed class Pause
{
    private readonly (AnnualDate From, AnnualDate Until)? _everyYear;
    private readonly DateInterval? _once;

    private Pause(AnnualDate from, AnnualDate until) => _everyYear = (from, until);

    private Pause(DateInterval once) => _once = once;

    /// <summary>Its days as they are written.</summary>
    public PauseDays Days =>
        _everyYear is { } days
            ? new(AnnualDatePattern.Iso.Format(days.From), AnnualDatePattern.Iso.Format(days.Until))
            : new(LocalDatePattern.Iso.Format(_once!.Start), LocalDatePattern.Iso.Format(_once.End));

    /// <summary>A pause as somebody wrote it.</summary>
    /// <param name="field">What holds it, for the error.</param>
    public static Outcome<Pause> Read(PauseDays days, string field)
    {
        if (AnnualDatePattern.Iso.Parse(days.From) is { Success: true } everyYear)
        {
            return AnnualDatePattern.Iso.Parse(days.Until) is { Success: true } until
                ? new Pause(everyYear.Value, until.Value)
                : Wrong("until", "write it as the first day is written: the month and the day, 08-15");
        }

        if (LocalDatePattern.Iso.Parse(days.From) is not { Success: true } first)
        {
            return Wrong("from", "write 06-21 for every year, or 2026-12-21 for once");
        }

        return LocalDatePattern.Iso.Parse(days.Until) is not { Success: true } last
                ? Wrong("until", "write it as the first day is written: a whole date, 2027-01-03")
            : last.Value < first.Value ? Wrong("until", "is before the first day")
            : new Pause(new DateInterval(first.Value, last.Value));

        ProblemHttpResult Wrong(string part, string why) => Problems.ScheduleInvalid.At($"{field}.{part}", why);
    }

    /// <summary>A pause as it is stored: its days with a slash between them.</summary>
    public static Pause Stored(string text) =>
        text.Split('/') is [var from, var until] && Read(new(from, until), "").Is(out var pause, out _)
            ? pause
            : throw new InvalidOperationException("a stored pause is one that was read");

    /// <summary>The pause as it is stored.</summary>
    public override string ToString() => $"{Days.From}/{Days.Until}";

    /// <summary>Whether a day in Oslo is in it.</summary>
    public bool Covers(LocalDate day)
    {
        if (_everyYear is not var (from, until))
        {
            return _once!.Contains(day);
        }

        var inYear = new AnnualDate(day.Month, day.Day);
        return from <= until ? inYear >= from && inYear <= until : inYear >= from || inYear <= until;
    }
}
