using System;
using System.Globalization;
using System.Linq;
using FsCheck.Fluent;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Tests.Support;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace Matching.Tests.Cases;

public sealed class MailTimesTests
{
    [Theory]
    [InlineData("2026-11-21T10:00:00", "2026-11-23T08:00:00")] // Saturday: Monday
    [InlineData("2026-11-23T07:59:59", "2026-11-23T08:00:00")]
    [InlineData("2026-11-23T08:00:00", "2026-11-23T13:00:00")] // what comes as the mails leave waits for the next
    [InlineData("2026-11-23T13:00:00", "2026-11-24T08:00:00")]
    [InlineData("2026-11-27T13:01:00", "2026-11-30T08:00:00")] // Friday afternoon: Monday
    [InlineData("2027-03-24T12:59:00", "2027-03-24T13:00:00")] // Wednesday before Easter
    [InlineData("2027-03-24T13:00:00", "2027-03-30T08:00:00")] // over Easter to Tuesday
    [InlineData("2026-12-24T14:00:00", "2026-12-28T08:00:00")] // Christmas
    [InlineData("2026-12-31T14:00:00", "2027-01-04T08:00:00")]
    [InlineData("2027-05-14T14:00:00", "2027-05-18T08:00:00")] // 17 May is a Monday, and Whit Monday too
    public void Twice_a_day_mails_leave_at_8_and_13_on_working_days(string now, string expected) =>
        Assert.Equal(Time(expected), MailTimes.Next(MailRhythm.TwiceADay, Time(now)));

    [Theory]
    [InlineData("2026-11-23T07:00:00", "2026-11-23T08:00:00")]
    [InlineData("2026-11-23T08:00:00", "2026-11-24T08:00:00")]
    [InlineData("2026-11-27T09:00:00", "2026-11-30T08:00:00")]
    public void Daily_mails_leave_at_8_on_working_days(string now, string expected) =>
        Assert.Equal(Time(expected), MailTimes.Next(MailRhythm.Daily, Time(now)));

    [Fact]
    public void At_once_waits_for_nothing() =>
        Assert.Null(MailTimes.Next(MailRhythm.AtOnce, Time("2026-11-21T10:00:00")));

    [Theory]
    [InlineData("2026-10-23T07:00:00", "2026-10-23T06:00:00Z")] // the last Friday of summer time
    [InlineData("2026-10-24T12:00:00", "2026-10-26T07:00:00Z")] // over the night with 25 hours
    [InlineData("2027-03-24T07:00:00", "2027-03-24T07:00:00Z")]
    [InlineData("2027-03-27T12:00:00", "2027-03-30T06:00:00Z")] // over the night with 23 hours
    public void Eight_is_eight_by_the_clock_on_the_wall_in_summer_and_winter(string now, string expected) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture),
            OsloTime.At(MailTimes.Next(MailRhythm.TwiceADay, Time(now))!.Value)
        );

    [Fact]
    public void The_next_mail_is_always_the_first_hour_of_a_working_day_that_is_still_to_come()
    {
        var start = Time("2024-01-01T00:00:00");
        var cases = Gen.Choose(0, 5 * 366 * 24 * 60).Select(minutes => start.PlusMinutes(minutes));
        Always.Holds(
            cases,
            now =>
            {
                var next = MailTimes.Next(MailRhythm.TwiceADay, now)!.Value;
                var all =
                    from day in Enumerable.Range(0, 15).Select(now.Date.PlusDays)
                    where WorkingDays.IsWorkingDay(day.ToDateOnly())
                    from hour in new[] { 8, 13 }
                    select day.At(new LocalTime(hour, 0));
                Assert.Equal(all.First(time => time > now), next);
            }
        );
    }

    private static LocalDateTime Time(string text) => LocalDateTimePattern.GeneralIso.Parse(text).Value;
}
