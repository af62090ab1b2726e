using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Groups;

/// <summary>What every move of a group from state to state has in common.</summary>
internal static class MoveGroup
{
    /// <summary>
    /// Makes the move and saves it; the problem where it is not legal or not the caller's to make, else null.
    /// </summary>
    public static async Task<ProblemHttpResult?> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        Func<SelfHelpGroup, DateOnly, bool> move,
        CancellationToken ct
    )
    {
        if (await LockedGroup.FindAsync(db, caller, id, ct) is not { } group)
        {
            return Problems.NotFound.Because();
        }

        if (!move(group, clock.Today()))
        {
            return Problems.GroupMoveIllegal.Because(null, ("state", group.State), ("allowed", group.LegalMoves()));
        }

        await db.SaveChangesAsync(ct);
        if (group.State is GroupState.Paused or GroupState.Ended)
        {
            await db.EnqueueAsync(SelfHelpGroup.Stopped, id, clock.GetUtcNow(), ct);
        }

        return null;
    }
}
