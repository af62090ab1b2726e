using System;
using System.Globalization;
using System.Linq;
using Xunit;
using GroupSchedule = Matching.Groups.Schedule;

namespace Matching.Tests.Groups;

public sealed class ScheduleTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData(
        "FREQ=WEEKLY;BYDAY=TU",
        "2026-09-01T18:00:00",
        "2026-10-20T16:00:00Z",
        "2026-10-27T18:00:00+01:00 2026-11-03T18:00:00+01:00 2026-11-10T18:00:00+01:00"
    )]
    [InlineData(
        "FREQ=WEEKLY",
        "2026-09-01T18:00",
        "2026-10-20T15:59:59Z",
        "2026-10-20T18:00:00+02:00 2026-10-27T18:00:00+01:00 2026-11-03T18:00:00+01:00"
    )]
    [InlineData(
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "2026-09-01T18:00:00",
        "2027-03-16T00:00:00Z",
        "2027-03-16T18:00:00+01:00 2027-03-30T18:00:00+02:00 2027-04-13T18:00:00+02:00"
    )]
    [InlineData(
        "FREQ=WEEKLY;BYDAY=MO",
        "1995-01-02T10:00:00",
        "2026-11-21T09:00:00Z",
        "2026-11-23T10:00:00+01:00 2026-11-30T10:00:00+01:00 2026-12-07T10:00:00+01:00"
    )]
    [InlineData(
        "FREQ=WEEKLY;BYDAY=MO",
        "2028-01-03T10:00:00",
        "2026-11-21T09:00:00Z",
        "2028-01-03T10:00:00+01:00 2028-01-10T10:00:00+01:00 2028-01-17T10:00:00+01:00"
    )]
    [InlineData(
        "FREQ=MONTHLY;BYDAY=1TU",
        "2026-09-01T18:00:00",
        "2026-10-06T17:00:00Z",
        "2026-11-03T18:00:00+01:00 2026-12-01T18:00:00+01:00 2027-01-05T18:00:00+01:00"
    )]
    [InlineData(
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU",
        "2026-08-30T12:00:00",
        "2026-09-01T00:00:00Z",
        "2026-10-25T12:00:00+01:00 2026-12-27T12:00:00+01:00 2027-02-28T12:00:00+01:00"
    )]
    public void The_next_meetings_keep_the_wall_clock_time_when_the_clocks_change(
        string rrule,
        string start,
        string after,
        string expected
    )
    {
        Assert.True(GroupSchedule.Read(rrule, start, 120, Today).Is(out var schedule, out _));

        var next = schedule.Next(DateTimeOffset.Parse(after, CultureInfo.InvariantCulture), 3);

        Assert.Equal(
            expected,
            string.Join(
                ' ',
                next.Select(meeting => meeting.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture))
            )
        );
    }

    [Fact]
    public void A_time_that_the_spring_skips_is_an_hour_later()
    {
        Assert.True(
            GroupSchedule.Read("FREQ=WEEKLY;BYDAY=SU", "2026-03-22T02:30:00", 60, Today).Is(out var schedule, out _)
        );

        Assert.Equal(
            DateTimeOffset.Parse("2026-03-29T03:30:00+02:00", CultureInfo.InvariantCulture),
            schedule.Next(DateTimeOffset.Parse("2026-03-23T00:00:00Z", CultureInfo.InvariantCulture), 1).Single()
        );
    }

    [Theory]
    [InlineData("FREQ=DAILY", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU,TH", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU;COUNT=10", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;INTERVAL=0", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;INTERVAL=13", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;FREQ=WEEKLY", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=5TU", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=WE", "2026-09-01T18:00:00", 120, "schedule.start")]
    [InlineData("FREQ=MONTHLY;BYDAY=2TU", "2026-09-01T18:00:00", 120, "schedule.start")]
    [InlineData("FREQ=WEEKLY", "2026-09-01T18:00:00Z", 120, "schedule.start")]
    [InlineData("FREQ=WEEKLY", "2026-09-01T18:00:00+02:00", 120, "schedule.start")]
    [InlineData("FREQ=WEEKLY", "2026-09-31T18:00:00", 120, "schedule.start")]
    [InlineData("FREQ=WEEKLY", "1989-12-31T18:00:00", 120, "schedule.start")]
    [InlineData("FREQ=WEEKLY", "2028-11-22T18:00:00", 120, "schedule.start")]
    [InlineData("FREQ=WEEKLY", "2026-09-01T18:00:00", 14, "schedule.durationMinutes")]
    [InlineData("FREQ=WEEKLY", "2026-09-01T18:00:00", 601, "schedule.durationMinutes")]
    public void What_no_group_needs_is_refused_with_the_field_that_is_wrong(
        string rrule,
        string start,
        int minutes,
        string field
    )
    {
        Assert.False(GroupSchedule.Read(rrule, start, minutes, Today).Is(out _, out var problem));
        var errors = Assert.IsType<System.Collections.Generic.Dictionary<string, string[]>>(
            problem.ProblemDetails.Extensions["errors"]
        );
        Assert.Equal(field, Assert.Single(errors).Key);
    }

    [Theory]
    [InlineData("2026-09-01T15:59:00", "tu", "weekday-day")]
    [InlineData("2026-09-01T16:00:00", "tu", "weekday-evening")]
    [InlineData("2026-09-05T10:00:00", "sa", "weekend-day")]
    [InlineData("2026-09-06T19:00:00", "su", "weekend-evening")]
    public void The_weekday_and_the_time_of_day_follow_from_the_first_meeting(
        string start,
        string weekday,
        string times
    )
    {
        Assert.True(GroupSchedule.Read("FREQ=WEEKLY", start, 120, Today).Is(out var schedule, out _));
        Assert.Equal((weekday, times), (schedule.Weekday, schedule.Times));
    }
}
