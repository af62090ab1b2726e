using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Access;

/// <summary>
/// As whom the database sees what is done. A call of staff sees what is their body's, by row-level security
/// (<c>db/migrations/0025_roles.sql</c>); all else (a person with her receipt, anybody, a job) is the system's own. It
/// lasts as long as the transaction: nothing of it is left on the connection. <see cref="MatchingDb.IsStaffs"/> only
/// says again what was set in the transaction, and is as true as that: who ends it, or goes back in it, sets it anew.
/// </summary>
public static class Acting
{
    /// <summary>From now on until the transaction ends, what is this caller's to see is all that is there.</summary>
    internal static async Task AsStaffAsync(this MatchingDb db, Caller caller, CancellationToken ct)
    {
        var (body, role) = (caller.Body.ToString(), Codes.Of(caller.Role));
        await db.Database.ExecuteSqlAsync(
            $"select set_config('matching.acting', 'staff', true), set_config('matching.body', {body}, true), set_config('matching.role', {role}, true)",
            ct
        );
        db.IsStaffs = true;
    }

    /// <summary>
    /// Does what needs rows of other bodies, of which the caller is shown no more than what is hers. An exception out
    /// of it ends the transaction.
    /// </summary>
    public static async Task<T> AcrossBodiesAsync<T>(this MatchingDb db, Func<Task<T>> work, CancellationToken ct)
    {
        if (!db.IsStaffs)
        {
            return await work();
        }

        await db.Database.ExecuteSqlAsync($"select set_config('matching.acting', 'system', true)", ct);
        db.IsStaffs = false;
        var result = await work();
        await db.Database.ExecuteSqlAsync($"select set_config('matching.acting', 'staff', true)", ct);
        db.IsStaffs = true;
        return result;
    }
}

/// <summary>Marks a call of staff that does what anybody does, and not as staff of a body.</summary>
public sealed record ForAnybody;
