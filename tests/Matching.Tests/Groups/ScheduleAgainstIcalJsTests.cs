using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;
using GroupSchedule = Matching.Groups.Schedule;

namespace Matching.Tests.Groups;

public sealed class ScheduleAgainstIcalJsTests
{
    private static readonly int Rules = Always.Usually(some: 250, all: 1000);
    private static readonly DateTimeOffset From = new(2025, 1, 1, 0, 0, 0, TimeSpan.FromHours(1));
    private static readonly DateTimeOffset Until = new(2035, 12, 31, 23, 59, 59, TimeSpan.FromHours(1));

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_thousand_random_schedules_have_the_same_meetings_as_in_ical_js_from_2025_to_2035()
    {
        var random = Always.Random(Rules);
        var drawn = Enumerable.Range(0, Rules).Select(_ => RandomSchedule.Draw(random)).ToList();
        var reference = await IcalJs.ExpandAsync(drawn.Select(one => one.Event), From.Year, Until.Year);

        var (compared, corrected, left) = (0, 0, 0);
        foreach (var (one, theirs) in drawn.Zip(reference))
        {
            Assert.True(
                GroupSchedule
                    .Read(one.Ours, DateOnly.Parse(one.Ours.Start[..10], CultureInfo.InvariantCulture))
                    .Is(out var schedule, out _),
                $"not read: {one.Ours}"
            );

            var expected = theirs.Select(MomentByTheStandard).ToList();
            AssertSame(expected, [.. schedule.Between(From, Until)], one);

            var after = From.AddMinutes(random.Next(9 * 365 * 24 * 60));
            var first = MomentOf(schedule.Start);
            var ahead = (first > after ? first : after).AddYears(2);
            AssertSame(
                [.. expected.Where(meeting => meeting > after && meeting <= ahead).Take(3)],
                [.. schedule.Next(after, 3).Where(meeting => meeting <= Until)],
                one
            );
            compared += expected.Count;
            corrected += expected.Zip(theirs).Count(pair => pair.First != pair.Second.Moment);
            left += one.Ours.Pauses!.Count > 0 ? 1 : 0;
        }

        Assert.True(compared > 50 * Rules, $"only {compared} meetings");
        Say(
            $"{Rules} rules, {left} with pauses: {compared} meetings from 2025 to 2035, all at the same moment as in ical.js"
        );
        Say($"{corrected} of them in the hour in which the clocks change, where RFC 5545 is an hour away from ical.js");
    }

    // RFC 5545, 3.3.5: a time that the spring skips is read with the offset before it, one that the autumn repeats is
    // the first of the two. ical.js takes the other offset in both.
    private static DateTimeOffset MomentByTheStandard(IcalJs.Meeting meeting) =>
        RandomSchedule.Oslo.IsInvalidTime(meeting.WallClock) ? meeting.Moment.AddHours(1)
        : RandomSchedule.Oslo.IsAmbiguousTime(meeting.WallClock) ? meeting.Moment.AddHours(-1)
        : meeting.Moment;

    private static DateTimeOffset MomentOf(DateTime wallClock) =>
        new(wallClock, RandomSchedule.Oslo.GetUtcOffset(wallClock));

    private static void AssertSame(List<DateTimeOffset> expected, List<DateTimeOffset> actual, RandomSchedule of)
    {
        if (!expected.SequenceEqual(actual))
        {
            var missing = expected.Except(actual).Take(3).Select(moment => $"{moment:u}");
            var extra = actual.Except(expected).Take(3).Select(moment => $"{moment:u}");
            Assert.Fail(
                $"{expected.Count} expected, {actual.Count} found; missing {string.Join(", ", missing)}; "
                    + $"too many {string.Join(", ", extra)}\n{of.Ours} {string.Join(' ', of.Ours.Pauses!)}"
            );
        }
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
