using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Interests;

/// <summary>
/// Erases what is past its day, and the areas of earlier partitions that nobody is kept with any more. A run that comes
/// late erases late; none erases early.
/// </summary>
public static class PurgeExpiredInterests
{
    /// <summary>Erases, and returns how many interests these were.</summary>
    public static async Task<int> RunAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Locked first: one that somebody keeps at this very moment is kept.
        var expired = await db
            .Database.SqlQuery<Guid>(
                $"select id as \"Value\" from interests where kept_until < {today} order by id for update"
            )
            .ToListAsync(ct);
        await db.Shards.EraseAsync(expired, ct);
        var erased = await db.Interests.Where(interest => expired.Contains(interest.Id)).ExecuteDeleteAsync(ct);
        if (await Area.OutdatedAsync(db, ct) is { Length: > 0 } outdated)
        {
            var used = await db.Interests.Select(interest => interest.Area).Distinct().ToArrayAsync(ct);
            await Area.ForgetAsync(db, [.. outdated.Except(used)], ct);
        }

        await transaction.CommitAsync(ct);
        return erased;
    }
}
