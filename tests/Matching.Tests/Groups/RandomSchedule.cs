using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Matching.Groups;

namespace Matching.Tests.Groups;

/// <summary>
/// A schedule of one of our kinds as staff might write it, and the same as an iCalendar event. Nothing here knows how
/// the program reads rules and pauses, or which time zones it uses.
/// </summary>
internal sealed record RandomSchedule(GroupForm.When Ours, string Event)
{
    /// <summary>Wall-clock time in Oslo, by the operating system's rules.</summary>
    public static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    private static readonly DateOnly Begin = new(2025, 1, 1);
    private static readonly DateOnly End = new(2035, 12, 31);
    private static readonly string[] Weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    private static readonly string[] Times = ["18:00", "19:30", "10:00", "23:45", "00:15", "02:00", "02:30", "03:00"];

    public static RandomSchedule Draw(Random random)
    {
        var day = random.Next(5) == 0 ? Between(random, new(2005, 1, 1), Begin) : Between(random, Begin, End);
        if (random.Next(4) == 0)
        {
            day = day.AddDays(-(int)day.DayOfWeek); // the clocks change on Sundays
        }

        var start = day.ToDateTime(TimeOnly.Parse(Pick(random, Times), CultureInfo.InvariantCulture));
        var (frequency, interval) = random.Next(5) switch
        {
            0 or 1 => ("FREQ=WEEKLY", 1),
            2 => ("FREQ=WEEKLY", 2),
            3 => ("FREQ=MONTHLY", 1),
            _ => (Pick(random, ["FREQ=WEEKLY", "FREQ=MONTHLY"]), random.Next(1, 13)),
        };

        // A fifth Sunday in February comes every 28 years: ical.js gives up before it finds the next.
        if (interval == 12 && day is { Month: 2, Day: 29 })
        {
            interval = 1;
        }

        List<string> parts = interval == 1 ? [frequency] : [frequency, $"INTERVAL={interval}"];
        if (random.Next(3) == 0)
        {
            parts.Add("WKST=" + Pick(random, Weekdays));
        }

        var (ourDay, theirDay) = frequency == "FREQ=WEEKLY" ? OnWeekday(random, day) : InMonth(random, day);
        var (ourUntil, theirUntil) = random.Next(4) == 0 ? Until(random, day) : ([], []);
        var pauses = Pauses(random).ToList();
        return new(
            new(
                Written(random, [.. parts, .. ourDay, .. ourUntil]),
                start.ToString("s", CultureInfo.InvariantCulture),
                120,
                Pauses: pauses
            ),
            EventOf(start, string.Join(';', [.. parts, .. theirDay, .. theirUntil]), pauses)
        );
    }

    private static (string[] Ours, string[] Theirs) OnWeekday(Random random, DateOnly day)
    {
        string[] parts = random.Next(4) == 0 ? [] : ["BYDAY=" + Weekdays[(int)day.DayOfWeek]];
        return (parts, parts);
    }

    // Counted from either end of the month, written in either way. With a BYSETPOS from the end, ical.js forgets the
    // 1st.
    private static (string[] Ours, string[] Theirs) InMonth(Random random, DateOnly day)
    {
        var week =
            random.Next(3) == 0
                ? -1 - ((DateTime.DaysInMonth(day.Year, day.Month) - day.Day) / 7)
                : 1 + ((day.Day - 1) / 7);
        var weekday = Weekdays[(int)day.DayOfWeek];
        string[] plain = [$"BYDAY={week}{weekday}"],
            positioned = [$"BYDAY={weekday}", $"BYSETPOS={week}"];
        return random.Next(3) > 0 ? (plain, plain) : (positioned, week > 0 ? positioned : plain);
    }

    // A day is not iCalendar's beside a time of day: there it is its last second.
    private static (string[] Ours, string[] Theirs) Until(Random random, DateOnly start)
    {
        var last = Between(random, start > Begin ? start : Begin, End.AddYears(1)).AddDays(1);
        if (random.Next(2) == 0)
        {
            var noon = $"UNTIL={last:yyyyMMdd}T120000Z";
            return ([noon], [noon]);
        }

        var over = TimeZoneInfo.ConvertTimeToUtc(last.AddDays(1).ToDateTime(TimeOnly.MinValue), Oslo).AddSeconds(-1);
        return ([$"UNTIL={last:yyyyMMdd}"], [$"UNTIL={over:yyyyMMdd'T'HHmmss'Z'}"]);
    }

    private static string Written(Random random, string[] parts)
    {
        if (random.Next(2) == 0)
        {
            random.Shuffle(parts);
        }

        var rule = (random.Next(3) == 0 ? "RRULE:" : "") + string.Join(';', parts);
        return random.Next(4) == 0 ? rule.ToLowerInvariant() : rule;
    }

    private static IEnumerable<PauseDays> Pauses(Random random) =>
        random.Next(5) switch
        {
            0 => [],
            1 => [new("06-21", "08-15")],
            2 => [new("06-21", "08-15"), new("12-20", "01-06")],
            3 => [new("02-29", Pick(random, ["02-29", "03-15"])), new("02-01", "02-29"), .. Once(random, 2)],
            _ => [new(EveryYear(random), EveryYear(random)), .. Once(random, random.Next(9))],
        };

    private static IEnumerable<PauseDays> Once(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var first = Between(random, Begin, End);
            yield return new($"{first:yyyy-MM-dd}", $"{first.AddDays(random.Next(40)):yyyy-MM-dd}");
        }
    }

    private static string EveryYear(Random random) => $"{Between(random, new(2024, 1, 1), new(2024, 12, 31)):MM-dd}";

    // One EXDATE for each day of a pause that could be a meeting's.
    private static string EventOf(DateTime start, string rule, IEnumerable<PauseDays> pauses)
    {
        var exceptions = pauses
            .SelectMany(DaysOf)
            .Where(day => day.DayOfWeek == start.DayOfWeek)
            .Distinct()
            .Select(day => $"EXDATE;TZID=Europe/Oslo:{day:yyyyMMdd}T{start:HHmmss}");
        return string.Join(
            "\r\n",
            [
                "BEGIN:VEVENT",
                "UID:group@example.org",
                $"DTSTART;TZID=Europe/Oslo:{start:yyyyMMdd'T'HHmmss}",
                "RRULE:" + rule,
                .. exceptions,
                "END:VEVENT",
            ]
        );
    }

    private static IEnumerable<DateOnly> DaysOf(PauseDays pause)
    {
        if (pause.From.Length > 5)
        {
            return Days(
                DateOnly.Parse(pause.From, CultureInfo.InvariantCulture),
                DateOnly.Parse(pause.Until, CultureInfo.InvariantCulture)
            );
        }

        var overNewYear = string.CompareOrdinal(pause.From, pause.Until) > 0 ? 1 : 0;
        return Enumerable
            .Range(Begin.Year - 1, End.Year - Begin.Year + 2)
            .SelectMany(year => Days(First(year, pause.From), Last(year + overNewYear, pause.Until)));

        // Without a 29th of February, a pause from it begins on the 1st of March, and one until it ends on the 28th.
        static DateOnly First(int year, string day) =>
            day == "02-29" && !DateTime.IsLeapYear(year) ? new(year, 3, 1) : Last(year, day);

        static DateOnly Last(int year, string day) =>
            day == "02-29" && !DateTime.IsLeapYear(year)
                ? new(year, 2, 28)
                : DateOnly.ParseExact($"{year}-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<DateOnly> Days(DateOnly first, DateOnly last)
    {
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private static DateOnly Between(Random random, DateOnly first, DateOnly last) =>
        first.AddDays(random.Next(last.DayNumber - first.DayNumber + 1));

    private static string Pick(Random random, string[] some) => some[random.Next(some.Length)];
}
