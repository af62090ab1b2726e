using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Many cases, each in a transaction of its own with its interest locked: what one of them waits for, the others do
/// not, and a run that is cut short has done what it has done.
/// </summary>
internal static class EachCase
{
    /// <param name="found">Interests that have a case, found without a lock.</param>
    /// <param name="actAsync">Asks again whether there is something to do, does it and saves it; false where there is
    /// nothing.</param>
    /// <returns>For how many something was done.</returns>
    public static async Task<int> DoAsync(
        IServiceProvider services,
        IReadOnlyList<Guid> found,
        Func<Case, Interest, Task<bool>> actAsync,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        var today = services.GetRequiredService<TimeProvider>().Today();
        var done = 0;
        foreach (var id in found)
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (
                await LockedInterest.FindAsync(db, id, ct) is { } interest
                && interest.KeptUntil >= today
                && await actAsync(await db.Cases.SingleAsync(row => row.Interest == id, ct), interest)
            )
            {
                await transaction.CommitAsync(ct);
                done++;
            }
        }

        return done;
    }
}
