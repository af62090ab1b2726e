using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>A starter that nobody else changes until the transaction ends.</summary>
internal static class LockedStarter
{
    /// <summary>The starter, locked; null where there is none, or none of a body that the caller acts for.</summary>
    public static async Task<Starter?> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await db.Starters.FromSql($"select * from starters where id = {id} for update").SingleOrDefaultAsync(ct)
            is { } starter
        && caller.MayActFor(starter.Body)
            ? starter
            : null;
}
