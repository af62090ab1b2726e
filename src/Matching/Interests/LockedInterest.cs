using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Interests;

/// <summary>
/// An interest that nobody else changes until the transaction ends. It is always locked before a group, so that two
/// calls never wait for each other.
/// </summary>
public static class LockedInterest
{
    /// <summary>
    /// The interest, locked; null where its person has withdrawn it. Must be called before it is tracked.
    /// </summary>
    public static Task<Interest?> FindAsync(MatchingDb db, Guid id, CancellationToken ct) =>
        db.Interests.FromSql($"select * from interests where id = {id} for update").SingleOrDefaultAsync(ct);

    /// <summary>
    /// All of these that are still there, locked in the order in which everybody locks several; they must not be
    /// tracked.
    /// </summary>
    public static Task<List<Interest>> AllAsync(MatchingDb db, Guid[] ids, CancellationToken ct) =>
        db.Interests.FromSql($"select * from interests where id = any ({ids}) order by id for update").ToListAsync(ct);

    /// <summary>Lets the next round look for a place for those of these that look for one.</summary>
    public static Task<int> PlaceAgainAsync(MatchingDb db, Guid[] ids, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update interests set to_place = true
            where id in (
                select id from interests
                where id = any ({ids}) and state in ('waiting', 'matched', 'declined')
                order by id for update)
            """,
            ct
        );
}
