using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Sites;

/// <summary>A site that nobody else changes until the transaction ends.</summary>
internal static class LockedSite
{
    /// <summary>The site, locked; null where there is none, or none of a body that the caller acts for.</summary>
    public static async Task<Site?> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await db.Sites.FromSql($"select * from sites where id = {id} for update").SingleOrDefaultAsync(ct) is { } site
        && caller.MayActFor(site.Body)
            ? site
            : null;
}
