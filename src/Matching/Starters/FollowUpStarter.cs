using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// Her body asked how it goes: she stays with the group, or has made herself superfluous and is free for another. Where
/// the group is still forming, another one is asked. She may leave at any time, also where nobody has asked yet.
/// </summary>
public static class FollowUpStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/starters/{id:guid}/groups/{groupId:guid}/follow-up", ExecuteAsync)
            .WithName("FollowUpStarter")
            .WithSummary("Whether a starter stays with a group, or it does without her")
            .Example("""{ "stays": false }""")
            .Refuses(Problems.Invalid, Problems.NotFound)
            .Requires(Role.Coordinator);

    public sealed record Request(bool Stays);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Guid groupId,
        Request request,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            await LockedGroup.FindAsync(db, groupId, ct) is not { } group
            || await db.RequestsOf(caller)
                .Where(row => row.Starter == id && row.GroupId == groupId && row.State == RequestState.Accepted)
                .SingleOrDefaultAsync(ct)
                is not { } taken
        )
        {
            return Problems.NotFound.Because();
        }

        var today = clock.Today();
        taken.FollowUp(request.Stays, today);
        await db.SettleAsync(group, today, ct);
        await Errand.FinishAsync(db, taken.Id, [RemindOfFollowUps.FollowUp], today, ct);
        if (!request.Stays)
        {
            await db.TellAsync([], [group.Body], clock, ct);
        }

        return TypedResults.NoContent();
    }
}
