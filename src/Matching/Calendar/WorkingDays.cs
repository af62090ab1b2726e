using System;

namespace Matching.Calendar;

/// <summary>
/// Norwegian working days: Monday to Friday but for the public holidays (lov om 1 og 17 mai, helligdagsfredloven § 2).
/// </summary>
public static class WorkingDays
{
    /// <summary>The <paramref name="count"/>th working day after a day, which itself never counts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than one.</exception>
    public static DateOnly After(DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        while (count > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
            {
                count--;
            }
        }

        return day;
    }

    /// <summary>Whether offices are open: no Saturday, Sunday or public holiday.</summary>
    public static bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

    /// <summary>Whether the day is a Norwegian public holiday.</summary>
    public static bool IsHoliday(DateOnly day)
    {
        if ((day.Month, day.Day) is (1, 1) or (5, 1) or (5, 17) or (12, 25) or (12, 26))
        {
            return true;
        }

        // Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday and Monday.
        return (day.DayNumber - EasterSunday(day.Year).DayNumber) is -3 or -2 or 0 or 1 or 39 or 49 or 50;
    }

    /// <summary>
    /// Easter Sunday of a Gregorian year, by the anonymous algorithm (Nature, 20 April 1876; Meeus, Astronomical
    /// Algorithms, ch. 8).
    /// </summary>
    public static DateOnly EasterSunday(int year)
    {
        var (century, ofCentury) = Math.DivRem(year, 100);
        var golden = year % 19;
        var (leaps, leapRest) = Math.DivRem(century, 4);
        var correction = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * golden) + century - leaps - correction + 15) % 30;
        var (quarters, quarterRest) = Math.DivRem(ofCentury, 4);
        var toSunday = (32 + (2 * leapRest) + (2 * quarters) - epact - quarterRest) % 7;
        var shift = (golden + (11 * epact) + (22 * toSunday)) / 451;
        var (month, day) = Math.DivRem(epact + toSunday - (7 * shift) + 114, 31);
        return new DateOnly(year, month, day + 1);
    }
}
