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
    /// <param name="many">Whether they may be more than it takes to doubt the key store.</param>
    /// <exception cref="InvalidOperationException">So many have no key that it is hardly theirs; nothing was
    /// erased.</exception>
    public static async Task<int> RunAsync(
        MatchingDb db,
        KeyStore keys,
        TimeProvider clock,
        bool many,
        CancellationToken ct
    )
    {
        var known = await keys.RecordsAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var all = 0;
        var interests = await WithoutAsync(db.Interests.Select(row => row.Id));
        var starters = await WithoutAsync(db.Starters.Select(row => row.Id));
        var webhooks = await WithoutAsync(db.Webhooks.Select(row => row.Id));
        var erased = interests.Count + starters.Count + webhooks.Count;
        if (!many && KeyStore.AreTooMany(erased, all))
        {
            throw new InvalidOperationException(
                $"{erased} of {all} interests, starters and webhooks have no key, and none of these was erased: is this its key store? If it is, and so many were erased since the dump, restore with --forget-many."
            );
        }

        foreach (var interest in interests)
        {
            await WithdrawInterest.EraseAsync(db, interest, ct);
        }

        foreach (var starter in starters)
        {
            await EraseStarter.EraseAsync(db, db.Starters, starter, clock, ct);
        }

        await db.Webhooks.Where(row => webhooks.Contains(row.Id)).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return erased;

        async Task<List<Guid>> WithoutAsync(IQueryable<Guid> ids)
        {
            var found = await ids.OrderBy(id => id).ToListAsync(ct);
            all += found.Count;
            return found.FindAll(id => !known.Contains(id));
        }
    }
}
