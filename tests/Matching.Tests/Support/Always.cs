using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// Runs a property on many random cases. The seed is printed, and <c>MATCHING_TEST_SEED</c> runs the same cases again.
/// </summary>
public static class Always
{
    public static void Holds<T>(Gen<T> cases, Action<T> property, int count = 1000)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("MATCHING_TEST_SEED"), out var asked)
            ? asked
            : (ulong)Environment.TickCount64;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed} ({count} cases; MATCHING_TEST_SEED={seed} runs them again)"
        );
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, 1),
            Prop.ForAll(
                cases.ToArbitrary(),
                example =>
                {
                    property(example);
                    return true;
                }
            )
        );
    }
}
