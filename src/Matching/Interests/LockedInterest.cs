using System;
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
}
