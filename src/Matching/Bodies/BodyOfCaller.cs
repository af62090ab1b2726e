using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Bodies;

/// <summary>A body that the caller may change; what belongs to another body is not there for it.</summary>
internal static class BodyOfCaller
{
    /// <summary>
    /// Loads it to be changed. Its row is locked first, until the transaction ends: two changes of one body, also of
    /// its coverage, come one after the other.
    /// </summary>
    public static async Task<Outcome<Body>> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct)
    {
        if (!caller.MayActFor(id))
        {
            return Problems.NotFound.Because();
        }

        return
            await db.Bodies.FromSql($"select * from bodies where id = {id} for update").SingleOrDefaultAsync(ct)
                is { } found
            ? found
            : Problems.NotFound.Because();
    }
}
