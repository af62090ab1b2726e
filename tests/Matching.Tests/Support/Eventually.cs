using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>Waits for what comes about by itself.</summary>
public static class Eventually
{
    // A busy machine; nobody waits so long where all is well.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Looks until it is so.</summary>
    /// <param name="otherwise">What to say when it is not so in time.</param>
    /// <param name="patience">How long at most; a minute and a half unless said.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> IsSoAsync(
        Func<Task<bool>> isSoAsync,
        string otherwise,
        TimeSpan? patience = null
    )
    {
        var watch = Stopwatch.StartNew();
        while (!await isSoAsync())
        {
            Assert.True(watch.Elapsed < (patience ?? Patience), $"after {watch.Elapsed.TotalSeconds:F0} s {otherwise}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return watch.Elapsed;
    }

    /// <inheritdoc cref="IsSoAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task<TimeSpan> IsSoAsync(Func<bool> isSo, string otherwise, TimeSpan? patience = null) =>
        IsSoAsync(() => Task.FromResult(isSo()), otherwise, patience);
}
