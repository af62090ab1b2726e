using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
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
    public static async Task<int> RunAsync(MatchingDb db, KeyStore keys, TimeProvider clock, CancellationToken ct)
    {
        var known = await keys.RecordsAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var interests = await WithoutAsync(db.Interests.Select(row => row.Id));
        foreach (var interest in interests)
        {
            await WithdrawInterest.EraseAsync(db, interest, ct);
        }

        var starters = await WithoutAsync(db.Starters.Select(row => row.Id));
        foreach (var starter in starters)
        {
            await EraseStarter.EraseAsync(db, db.Starters, starter, clock, ct);
        }

        var webhooks = await WithoutAsync(db.Webhooks.Select(row => row.Id));
        await db.Webhooks.Where(row => webhooks.Contains(row.Id)).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return interests.Count + starters.Count;

        async Task<List<Guid>> WithoutAsync(IQueryable<Guid> ids) =>
            [.. (await ids.OrderBy(id => id).ToListAsync(ct)).Where(id => !known.Contains(id))];
    }
}
