using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// The starters whom a caller sees in full and changes: those of her own body. The national administration has no more,
/// but for those whom a body left that has ended: somebody must be able to find them another one.
/// </summary>
internal static class StartersOfCaller
{
    /// <summary>All of them.</summary>
    public static IQueryable<Starter> StartersOf(this MatchingDb db, Caller caller) =>
        db.Starters.Where(starter =>
            starter.Body == caller.Body
            || (caller.IsNational && db.Bodies.Any(body => body.Id == starter.Body && body.State == BodyState.Ended))
        );

    /// <summary>What those were asked.</summary>
    public static IQueryable<StarterRequest> RequestsOf(this MatchingDb db, Caller caller) =>
        db.StarterRequests.Where(request => db.StartersOf(caller).Any(starter => starter.Id == request.Starter));

    /// <summary>One of them, locked until the transaction ends; null where she is none of them.</summary>
    public static async Task<Starter?> LockStarterAsync(
        this MatchingDb db,
        Caller caller,
        Guid id,
        CancellationToken ct
    )
    {
        var starter = await db.LockStarterAsync(id, ct);
        return await db.StartersOf(caller).AnyAsync(own => own.Id == id, ct) ? starter : null;
    }

    /// <summary>
    /// Anybody's, locked, whoever asks; null where there is none. After the group, where that is locked too.
    /// </summary>
    public static Task<Starter?> LockStarterAsync(this MatchingDb db, Guid id, CancellationToken ct) =>
        db.Starters.FromSql($"select * from starters where id = {id} for update").SingleOrDefaultAsync(ct);
}
