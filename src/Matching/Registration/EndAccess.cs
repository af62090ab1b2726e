using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Ends the ways in that a backup brought back. What was revoked after it was made would open again, and nothing tells
/// any more what that was; a body without a key comes in by the link in its next mail.
/// </summary>
public static class EndAccess
{
    /// <summary>A key that opened something when the backup was made.</summary>
    public sealed record Key(string Prefix, Role Role, string Body, DateOnly CreatedOn);

    /// <summary>
    /// Ends links and sessions, and the keys unless they are kept, and notes that it was restored; returns these keys.
    /// </summary>
    public static async Task<IReadOnlyList<Key>> RunAsync(
        MatchingDb db,
        bool keepKeys,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.ActionLinks.ExecuteDeleteAsync(ct);
        await db.LinkSessions.ExecuteDeleteAsync(ct);
        var valid = ApiKey.Valid(db, today);
        var keys = await (
            from key in valid
            join body in db.Bodies on key.Body equals body.Id
            orderby body.Name, key.Prefix
            select new Key(key.Prefix, key.Role, body.Name, key.CreatedOn)
        ).ToListAsync(ct);
        if (!keepKeys)
        {
            await valid.ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedOn, today), ct);
        }

        await db.AppendOwnAsync("database-restored", clock, ct);
        await transaction.CommitAsync(ct);
        return keys;
    }
}
