using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Matching.Calendar;
using Xunit;

namespace Matching.Tests.Jobs;

public sealed class ScheduledJobTests
{
    // From Saturday noon to Monday noon, UTC; how many hours Sunday has in Oslo.
    [Theory]
    [InlineData("2028-03-25T12:00:00Z", 23)]
    [InlineData("2028-10-28T12:00:00Z", 25)]
    public void Over_the_night_when_summer_time_changes_everything_is_due_once_for_each_time(string from, int hours)
    {
        var start = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        var sunday = DateOnly.FromDateTime(start.Date).AddDays(1);
        foreach (var job in Schedule.All)
        {
            var dues = new List<DateTimeOffset>();
            for (var now = start; now <= start.AddHours(48); now = now.AddSeconds(20))
            {
                var due = job.LastDue(now);
                Assert.InRange(due, DateTimeOffset.MinValue, now);
                if (dues.Count == 0 || due != dues[^1])
                {
                    dues.Add(due);
                }
            }

            // Never back to a time that was due before, nor two ids for one time.
            Assert.Equal(dues.Order(), dues);
            Assert.Equal(dues.Count, dues.Select(job.IdAt).Distinct().Count());
            var ofSunday = dues.Count(due => DateOnly.FromDateTime(OsloTime.Of(due).DateTime) == sunday);
            var expected =
                job.Cron.Contains("/5", StringComparison.Ordinal) ? hours * 12
                : job.Cron.EndsWith("MON-FRI", StringComparison.Ordinal) ? 0
                : 1;

            // What is due within the hour that spring leaves out, Quartz lets be due once more at the end of it.
            Assert.True(
                ofSunday == expected || (ofSunday == expected + 1 && hours == 23 && expected > 1),
                $"{job.Name} is due {ofSunday} times on {sunday:O}, not {expected}"
            );
        }
    }
}
