using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>
/// A group that nobody else changes until the transaction ends: offers and yeses race for its places.
/// </summary>
public static class LockedGroup
{
    /// <summary>The group, locked; null where there is none, or none of a body that the caller acts for.</summary>
    public static async Task<SelfHelpGroup?> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } group && caller.MayActFor(group.Body) ? group : null;

    /// <summary>
    /// The group, locked, whoever asks; null where there is none. Must be called before the group is tracked.
    /// </summary>
    public static Task<SelfHelpGroup?> FindAsync(MatchingDb db, Guid id, CancellationToken ct) =>
        db.Groups.FromSql($"select * from groups where id = {id} for update").SingleOrDefaultAsync(ct);
}
