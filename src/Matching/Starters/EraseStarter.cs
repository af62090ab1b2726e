using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// A starter is one no longer, and is forgotten: her row goes, and with the key of the record what older copies of it
/// say of who she was. Her number is given to nobody else. The national administration does it too, for
/// whoever turns to it, and reads nothing in doing so. A group that forms without her then awaits another one.
/// </summary>
public static class EraseStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/starters/{id:guid}", ExecuteAsync)
            .WithName("EraseStarter")
            .WithSummary("A starter is erased for good")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await EraseAsync(
            db,
            db.Starters.Where(starter => caller.IsNational || starter.Body == caller.Body),
            id,
            clock,
            ct
        )
            ? TypedResults.NoContent()
            : Problems.NotFound.Because();

    /// <summary>Erases one of these starters; false where she is none of them.</summary>
    internal static async Task<bool> EraseAsync(
        MatchingDb db,
        IQueryable<Starter> among,
        Guid id,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var hers = await db
            .StarterRequests.AsNoTracking()
            .Where(row => row.Starter == id)
            .OrderBy(row => row.GroupId)
            .ToListAsync(ct);
        var groups = new List<SelfHelpGroup>();
        foreach (var group in hers.Select(row => row.GroupId).Distinct())
        {
            groups.Add((await LockedGroup.FindAsync(db, group, ct))!);
        }

        if (await among.Where(starter => starter.Id == id).ExecuteDeleteAsync(ct) == 0)
        {
            return false;
        }

        var today = clock.Today();
        foreach (var group in groups)
        {
            await db.SettleAsync(group, today, ct);
        }

        foreach (var request in hers)
        {
            await Errand.FinishAsync(db, request.Id, [RemindOfFollowUps.FollowUp], today, ct);
            await Idempotency.ForgetAsync(db, request.Id, ct);
        }

        await db.TellAsync([], groups.Where(group => group.AwaitsStarter).Select(group => group.Body), clock, ct);

        db.Note("starter-erased", id);
        await RecordKey.EraseAsync(db, id, ct);
        await Idempotency.ForgetAsync(db, id, ct);
        return true;
    }
}
