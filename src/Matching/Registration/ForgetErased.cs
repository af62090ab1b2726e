using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Starters;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Erases from a restored database what was erased since it was dumped: the interests, starters and webhooks whose keys
/// are gone from the key store beside it. Only for a key store that is no older than the rest, else it would erase who
/// came between the two.
/// </summary>
public static class ForgetErased
{
    /// <summary>Erases them, and returns how many they were.</summary>
    public static async Task<int> RunAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var interests = await db
            .Interests.Where(row => !db.KeyShards.Any(shard => shard.Record == row.Id))
            .OrderBy(row => row.Id)
            .Select(row => row.Id)
            .ToListAsync(ct);
        foreach (var interest in interests)
        {
            await WithdrawInterest.EraseAsync(db, interest, ct);
        }

        var starters = await db
            .Starters.Where(row => !db.KeyShards.Any(shard => shard.Record == row.Id))
            .OrderBy(row => row.Id)
            .Select(row => row.Id)
            .ToListAsync(ct);
        foreach (var starter in starters)
        {
            await EraseStarter.EraseAsync(db, db.Starters, starter, clock, ct);
        }

        await db.Webhooks.Where(row => !db.KeyShards.Any(shard => shard.Record == row.Id)).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return interests.Count + starters.Count;
    }
}
