using System;
using System.Collections.Generic;
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

    /// <summary>
    /// All of these, locked in the order in which everybody locks several, so that no two calls wait for each other.
    /// </summary>
    public static Task<List<SelfHelpGroup>> AllAsync(MatchingDb db, Guid[] ids, CancellationToken ct) =>
        db.Groups.FromSql($"select * from groups where id = any ({ids}) order by id for update").ToListAsync(ct);

    /// <summary>
    /// Lets the next round look who waits for these groups, whose places are free again. Locks them as
    /// <see cref="AllAsync"/> does; a call that locks a group itself must have locked them all before. Writes what is
    /// flagged already too: a round that is under way sees by that that it has not seen all.
    /// </summary>
    public static Task<int> MatchAgainAsync(MatchingDb db, Guid[] ids, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update groups set to_match = true
            where id in (select id from groups where id = any ({ids}) order by id for update)
            """,
            ct
        );
}
