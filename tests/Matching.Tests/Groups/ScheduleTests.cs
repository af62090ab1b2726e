using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Matching.Groups;
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
        "FREQ=MONTHLY;BYDAY=5TU",
        "2026-03-31T18:00:00",
        "2026-04-01T00:00:00Z",
        "2026-06-30T18:00:00+02:00 2026-09-29T18:00:00+02:00 2026-12-29T18:00:00+01:00"
    )]
    [InlineData(
        "FREQ=WEEKLY;UNTIL=20261027",
        "2026-09-01T18:00:00",
        "2026-10-14T00:00:00Z",
        "2026-10-20T18:00:00+02:00 2026-10-27T18:00:00+01:00"
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
        var schedule = Read(rrule, start);

        Assert.Equal(
            expected,
            string.Join(
                ' ',
                schedule
                    .Next(Moment(after), 3)
                    .Select(meeting => meeting.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture))
            )
        );
    }

    [Fact]
    public void A_time_that_the_spring_skips_is_an_hour_later()
    {
        var schedule = Read("FREQ=WEEKLY;BYDAY=SU", "2026-03-22T02:30:00");

        Assert.Equal(Moment("2026-03-29T03:30:00+02:00"), schedule.Next(Moment("2026-03-23T00:00:00Z"), 1).Single());
    }

    [Theory]
    [InlineData("FREQ=DAILY", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU,TH", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU;COUNT=10", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;INTERVAL=0", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;INTERVAL=13", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;FREQ=WEEKLY", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=TU", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=6TU", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=0TU", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=1", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU;BYSETPOS=1", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;BYDAY=1TU", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;WKST=XX", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;UNTIL=2027-06-15", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;UNTIL=99991231", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;UNTIL=20260831", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=WEEKLY;UNTIL=20260901T155959Z", "2026-09-01T18:00:00", 120, "schedule.rrule")]
    [InlineData("FREQ=MONTHLY;BYDAY=5TU", "2026-09-01T18:00:00", 120, "schedule.start")]
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
        Assert.Equal(field, FieldOf(new(rrule, start, minutes)));
    }

    [Theory]
    [InlineData("RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU")]
    [InlineData("byday=tu;interval=1;freq=weekly", "FREQ=WEEKLY;BYDAY=TU")]
    [InlineData("FREQ=WEEKLY;INTERVAL=02", "FREQ=WEEKLY;INTERVAL=2")]
    [InlineData("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=1TU")]
    [InlineData("FREQ=MONTHLY;BYDAY=+1TU", "FREQ=MONTHLY;BYDAY=1TU")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=-5;BYDAY=TU", "FREQ=MONTHLY;BYDAY=-5TU")]
    [InlineData("FREQ=WEEKLY;UNTIL=20270615", "FREQ=WEEKLY;UNTIL=20270615T215959Z")]
    [InlineData("FREQ=WEEKLY;UNTIL=20261215T170000Z", "FREQ=WEEKLY;UNTIL=20261215T170000Z")]
    public void A_rule_as_other_calendars_write_it_is_kept_in_one_form(string written, string kept)
    {
        var schedule = Read(written, "2026-09-01T18:00:00");

        Assert.Equal(kept, schedule.Rrule);
        Assert.Equal(kept, Read(schedule.Rrule, schedule.StartText).Rrule);
    }

    [Theory]
    [InlineData("06-21", "08-15", "2027-06-10T00:00:00Z", "2027-06-15 2027-08-17 2027-08-24")]
    [InlineData("12-20", "01-06", "2026-12-10T00:00:00Z", "2026-12-15 2027-01-12 2027-01-19")]
    [InlineData("12-22", "01-05", "2026-12-10T00:00:00Z", "2026-12-15 2027-01-12 2027-01-19")]
    [InlineData("12-23", "01-04", "2026-12-10T00:00:00Z", "2026-12-15 2026-12-22 2027-01-05")]
    [InlineData("2026-12-21", "2027-01-03", "2026-12-10T00:00:00Z", "2026-12-15 2027-01-05 2027-01-12")]
    [InlineData("2026-12-21", "2027-01-03", "2027-12-15T00:00:00Z", "2027-12-21 2027-12-28 2028-01-04")]
    [InlineData("02-29", "03-07", "2028-02-23T00:00:00Z", "2028-03-14 2028-03-21 2028-03-28")]
    [InlineData("02-22", "02-29", "2028-02-20T00:00:00Z", "2028-03-07 2028-03-14 2028-03-21")]
    [InlineData("02-22", "02-29", "2027-02-20T00:00:00Z", "2027-03-02 2027-03-09 2027-03-16")]
    [InlineData("02-29", "03-07", "2027-02-20T00:00:00Z", "2027-02-23 2027-03-09 2027-03-16")]
    [InlineData("02-29", "02-29", "2028-02-23T00:00:00Z", "2028-03-07 2028-03-14 2028-03-21")]
    [InlineData("01-01", "12-31", "2026-12-10T00:00:00Z", "")]
    [InlineData("2026-01-01", "9999-12-31", "2026-12-10T00:00:00Z", "")]
    public void Meetings_in_a_pause_are_left_out(string from, string until, string after, string expected)
    {
        var schedule = Read("FREQ=WEEKLY;BYDAY=TU", "2026-09-01T18:00:00", new PauseDays(from, until));

        Assert.Equal(
            expected,
            string.Join(' ', schedule.Next(Moment(after), 3).Select(meeting => $"{meeting:yyyy-MM-dd}"))
        );
        Assert.Equal(new PauseDays(from, until), Pause.Stored(schedule.Pauses.Single().ToString()).Days);
    }

    [Theory]
    [InlineData("21.6.", "15.8.", "from")]
    [InlineData("", "", "from")]
    [InlineData("02-30", "03-01", "from")]
    [InlineData("6-21", "08-15", "from")]
    [InlineData("06-21/08-15", "08-15", "from")]
    [InlineData("2027-02-29", "2027-03-01", "from")]
    [InlineData("06-21", "", "until")]
    [InlineData("06-21", "06-31", "until")]
    [InlineData("06-21", "2027-08-15", "until")]
    [InlineData("2027-06-21", "08-15", "until")]
    [InlineData("2027-06-21", "2027-06-20", "until")]
    public void A_pause_that_cannot_be_is_refused_with_the_field_that_is_wrong(
        string from,
        string until,
        string field
    ) =>
        Assert.Equal(
            "schedule.pauses[1]." + field,
            FieldOf(new("FREQ=WEEKLY", "2026-09-01T18:00:00", 120, Pauses: [new("06-21", "08-15"), new(from, until)]))
        );

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
        var schedule = Read("FREQ=WEEKLY", start);
        Assert.Equal((weekday, times), (schedule.Weekday, schedule.Times));
    }

    private static GroupSchedule Read(string rrule, string start, params PauseDays[] pauses)
    {
        Assert.True(GroupSchedule.Read(new(rrule, start, 120, Pauses: pauses), Today).Is(out var schedule, out _));
        return schedule;
    }

    private static string FieldOf(GroupForm.When when)
    {
        Assert.False(GroupSchedule.Read(when, Today).Is(out _, out var problem));
        return Assert
            .Single(Assert.IsType<Dictionary<string, string[]>>(problem.ProblemDetails.Extensions["errors"]))
            .Key;
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
