using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Xunit;

namespace Matching.Tests.Faults;

/// <summary>
/// What never to lose means, tried: one row for each promise, printed with the test and gathered by <c>./test</c>.
/// The harm is really done, to processes and clusters of the test's own. Those tests that tell times or kill much run
/// alone, as this collection; the others beside all tests.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultTable
{
    public const string Name = "Faults";

    /// <summary>How often the harm is done when all of it is tried.</summary>
    private const int Full = 200;

    private static readonly Lock Turn = new();

    // ./test faults --trials N; without it the short form, which is a part of every ./test.
    private static readonly int Asked = int.Parse(
        Environment.GetEnvironmentVariable("MATCHING_TRIALS") ?? "1",
        CultureInfo.InvariantCulture
    );

    /// <summary>How often to do now what is done so often in the full form of 200 trials.</summary>
    /// <param name="full">How often, of 200 trials.</param>
    /// <param name="least">What it needs to show anything.</param>
    public static int Trials(int full = Full, int least = 1) => Math.Max(least, full * Asked / Full);

    /// <summary>Writes a row of the table.</summary>
    /// <param name="promise">Which promise, in a few words.</param>
    /// <param name="trials">How often the harm was done.</param>
    /// <param name="lost">What was acknowledged and is not there; null, like the next two, where that was not looked
    /// for.</param>
    /// <param name="repeated">What happened again though once would have been enough.</param>
    /// <param name="orphans">What is there without what it belongs to.</param>
    /// <param name="recovery">The longest until all was well again; null where nothing was away.</param>
    /// <param name="figures">Further figures, in words.</param>
    public static void Add(
        string promise,
        int trials,
        int? lost,
        int? repeated,
        int? orphans,
        TimeSpan? recovery,
        string figures = ""
    )
    {
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"{promise, -44} {trials, 6} {Count(lost), 6} {Count(repeated), 8} {Count(orphans), 7} {Seconds(recovery), 8}  {figures}"
        );
        TestContext.Current.TestOutputHelper!.WriteLine(row.TrimEnd());
        if (Environment.GetEnvironmentVariable("MATCHING_FAULT_TABLE") is not { Length: > 0 } file)
        {
            return;
        }

        lock (Turn)
        {
            File.AppendAllText(file, row.TrimEnd() + "\n");
        }
    }

    private static string Count(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private static string Seconds(TimeSpan? time) =>
        time is { } known ? known.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) : "–";
}
