using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>
/// Whether a body answers what comes to it. One that stays silent is passed over until it answers, so that it swallows
/// nobody. The national office is never passed over, and so never silent.
/// </summary>
public static class Silence
{
    /// <summary>A body let a case pass on without a word.</summary>
    public static Task FellSilentAsync(this MatchingDb db, Guid body, DateOnly today, CancellationToken ct) =>
        db
            .Bodies.Where(row => row.Id == body && row.SilentSince == null && row.Kind != BodyKind.NationalOffice)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SilentSince, today), ct);

    /// <summary>A body does something with a case: it is there.</summary>
    public static async Task SpokeAsync(this MatchingDb db, Guid body, TimeProvider clock, CancellationToken ct)
    {
        var spoke = await db
            .Bodies.Where(row => row.Id == body && row.SilentSince != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SilentSince, (DateOnly?)null), ct);
        if (spoke > 0)
        {
            await db.EnqueueAsync(Body.AnswersAgain, body, clock.GetUtcNow(), ct);
        }
    }
}
