using System;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// Runs a property on many random cases. The seed is printed, and <c>MATCHING_TEST_SEED</c> runs the same cases again.
/// </summary>
public static class Always
{
    /// <summary>How many cases are run: enough to notice, and under <c>./test full</c> all.</summary>
    public static int Usually(int some, int all) =>
        Environment.GetEnvironmentVariable("MATCHING_FULL") is { Length: > 0 } ? all : some;

    public static void Holds<T>(Gen<T> cases, Action<T> property, int count = 1000)
    {
        var seed = (ulong)Seed(count);
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

    /// <summary>Chance whose seed is printed, for what is no property of single cases.</summary>
    public static Random Random(int count = 1) => new(Seed(count));

    /// <summary>The seed of a run, printed.</summary>
    public static int Seed(int count = 1)
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("MATCHING_TEST_SEED"),
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : Environment.TickCount & int.MaxValue;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed} ({count} cases; MATCHING_TEST_SEED={seed} runs them again)"
        );
        return seed;
    }
}
