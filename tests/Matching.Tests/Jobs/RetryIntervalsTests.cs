using System;
using System.Linq;
using FsCheck.Fluent;
using Matching.Jobs;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Jobs;

public sealed class RetryIntervalsTests
{
    [Fact]
    public void Whatever_is_asked_for_is_waited_for_and_all_is_over_after_three_days()
    {
        var all = RetryIntervals.Table.Aggregate(TimeSpan.Zero, (sum, rest) => sum + rest);
        var asked = Gen.Choose(0, 300_000).Select(seconds => TimeSpan.FromSeconds(seconds));
        var seldom = asked.Select(span => span.Seconds % 3 == 0 ? span : TimeSpan.FromMinutes(span.Seconds));

        Always.Holds(
            seldom.ArrayOf(RetryIntervals.Table.Count + 1),
            asks =>
            {
                var (waited, failures) = (TimeSpan.Zero, 1);
                foreach (var ask in asks)
                {
                    var left = RetryIntervals
                        .Table.Skip(failures - 1)
                        .Aggregate(TimeSpan.Zero, (sum, rest) => sum + rest);
                    var (rest, letGoBy) = RetryIntervals.After(failures, ask);
                    Assert.Equal(failures > RetryIntervals.Table.Count, rest is null);
                    if (rest is null)
                    {
                        break;
                    }

                    Assert.True(rest >= (ask < left ? ask : left));
                    Assert.True(rest >= RetryIntervals.Table[failures - 1]);
                    (waited, failures) = (waited + rest.Value, failures + 1 + letGoBy);
                }

                Assert.True(waited <= all * (1 + RetryIntervals.Jitter));
            }
        );
    }
}
