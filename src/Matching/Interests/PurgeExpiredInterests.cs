using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Interests;

/// <summary>Erases what is past its day. A run that comes late erases late; none erases early.</summary>
public static class PurgeExpiredInterests
{
    /// <summary>Erases, and returns how many interests these were.</summary>
    public static async Task<int> RunAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var expired = await db.Interests.Where(interest => interest.KeptUntil < today).Select(interest => interest.Id).ToListAsync(ct);
        await db.KeyShards.Where(shard => expired.Contains(shard.Record)).ExecuteDeleteAsync(ct);
        var erased = await db.Interests.Where(interest => expired.Contains(interest.Id)).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        return erased;
    }
}
