using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Bodies;

/// <summary>What every move of a body from state to state has in common.</summary>
internal static class MoveBody
{
    /// <summary>
    /// Makes the move and saves it; the problem where it is not legal or not the caller's to make, else null.
    /// </summary>
    public static async Task<ProblemHttpResult?> RefusalAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        Func<Body, bool> move,
        CancellationToken ct
    )
    {
        if (!(await BodyOfCaller.FindAsync(db, caller, id, ct)).Is(out var body, out var problem))
        {
            return problem;
        }

        if (!move(body))
        {
            return body.Kind == BodyKind.NationalOffice
                ? Problems.NationalOfficeStays.Because()
                : Problems.BodyMoveIllegal.Because(null, ("state", body.State));
        }

        db.Note($"body-{Codes.Of(body.State)}", id);
        await db.SaveChangesAsync(ct);
        return null;
    }
}
