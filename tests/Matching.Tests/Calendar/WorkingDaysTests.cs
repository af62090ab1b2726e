using System;
using System.Globalization;
using System.Linq;
using Matching.Calendar;
using Xunit;

namespace Matching.Tests.Calendar;

public sealed class WorkingDaysTests
{
    [Theory]
    [InlineData("2026-11-21", 3, "2026-11-25")] // a Saturday: Monday, Tuesday, Wednesday
    [InlineData("2026-11-23", 3, "2026-11-26")] // the day itself never counts
    [InlineData("2026-12-23", 3, "2026-12-29")] // Christmas Eve is a working day, the two days after are not
    [InlineData("2026-03-31", 1, "2026-04-01")] // Wednesday before Easter
    [InlineData("2026-04-01", 1, "2026-04-07")] // over Easter to Tuesday
    [InlineData("2026-04-30", 1, "2026-05-04")]
    [InlineData("2026-05-13", 1, "2026-05-15")] // Ascension Day
    [InlineData("2024-05-16", 1, "2024-05-21")] // 17 May, a weekend and Whit Monday
    public void Working_days_pass_over_weekends_and_holidays(string from, int count, string expected) =>
        Assert.Equal(Day(expected), WorkingDays.After(Day(from), count));

    // Church tables: https://www.timeanddate.no/merkedag/paaske lists the same days.
    [Theory]
    [InlineData(1961, 4, 2)]
    [InlineData(2000, 4, 23)]
    [InlineData(2008, 3, 23)]
    [InlineData(2011, 4, 24)]
    [InlineData(2024, 3, 31)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2027, 3, 28)]
    [InlineData(2038, 4, 25)]
    public void Easter_is_on_its_day(int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), WorkingDays.EasterSunday(year));

    [Fact]
    public void Easter_is_always_a_Sunday_between_22_March_and_25_April() =>
        Assert.All(
            Enumerable.Range(1900, 400),
            year =>
            {
                var easter = WorkingDays.EasterSunday(year);
                Assert.Equal(DayOfWeek.Sunday, easter.DayOfWeek);
                Assert.InRange(easter, new DateOnly(year, 3, 22), new DateOnly(year, 4, 25));
            }
        );

    [Fact]
    public void The_day_is_Oslos()
    {
        var clock = new Support.ManualClock();
        clock.Set("2026-06-30T22:30:00Z");
        Assert.Equal(new DateOnly(2026, 7, 1), clock.Today());

        clock.Set("2026-12-31T22:59:00Z");
        Assert.Equal(new DateOnly(2026, 12, 31), clock.Today());
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
