using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// Asks a particular starter out of turn. Only one whom the body may see: its own, or one who consents; others are
/// asked when it is their turn, or whoever may choose a group's place would find out by trying where such a one lives.
/// </summary>
public static class AskStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/groups/{id:guid}/starter-requests", ExecuteAsync)
            .WithName("AskStarter")
            .WithSummary("Ask a particular starter for a group, out of turn")
            .Example("""{ "number": 17 }""")
            .Idempotent<Request>()
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.GroupMoveIllegal,
                Problems.StarterUnknown,
                Problems.StarterAskedAlready,
                Problems.StarterNotAvailable
            )
            .Requires(Role.Coordinator);

    /// <param name="StarterId">One of the body's own.</param>
    /// <param name="Number">One of its own, or of another body's who consents.</param>
    public sealed record Request(Guid? StarterId = null, int? Number = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() =>
            RuleFor(request => request.Number)
                .Must((request, number) => number is null != request.StarterId is null)
                .WithMessage("either this or starterId is needed");
    }

    public static async Task<Results<Created<RequestOfGroup>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (await LockedGroup.FindAsync(db, caller, id, ct) is not { } group)
        {
            return Problems.NotFound.Because();
        }

        if (group.State != GroupState.Forming)
        {
            return Problems.GroupMoveIllegal.Because(null, ("state", group.State), ("allowed", group.LegalMoves()));
        }

        return await db.AcrossBodiesAsync(
            () => AskAsync(request, group, caller, db, topics, secrets, clock, language, ct),
            ct
        );
    }

    // She may be another body's, who consents.
    private static async Task<Results<Created<RequestOfGroup>, ProblemHttpResult>> AskAsync(
        Request request,
        SelfHelpGroup group,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var found = await db
            .Starters.Where(row =>
                (row.Id == request.StarterId && row.Body == caller.Body)
                || (row.Number == request.Number && (row.Body == caller.Body || row.ConsentedOn != null))
            )
            .Where(row => db.Bodies.Any(body => body.Id == row.Body && body.State != BodyState.Ended))
            .Select(row => (Guid?)row.Id)
            .SingleOrDefaultAsync(ct);
        if (found is null || await db.LockStarterAsync(found.Value, ct) is not { } starter)
        {
            return Problems.StarterUnknown.At(
                request.Number is null ? "starterId" : "number",
                "no starter whom you may ask"
            );
        }

        var before = db.StarterRequests.Where(row => row.GroupId == group.Id && row.Starter == starter.Id);
        if (await before.AnyAsync(row => row.State != RequestState.Lapsed && row.State != RequestState.Withdrawn, ct))
        {
            return Problems.StarterAskedAlready.Because();
        }

        var today = clock.Today();
        var load = (await StarterLoad.OfAsync(db, [starter.Id], ct)).GetValueOrDefault(starter.Id, StarterLoad.None);
        if (!starter.IsAvailable(today, load.Taken + load.Asked))
        {
            return Problems.StarterNotAvailable.Because();
        }

        var asked = await db.AskAsync(group, starter, today, ct);
        await db.SaveChangesAsync(ct);
        await db.TellAsync([starter.Id], [starter.Body], clock, ct);
        var view = await RequestOfGroup.ReadAsync(db, secrets, topics, caller, [asked], language, ct);
        return TypedResults.Created($"/v1/groups/{group.Id}/starter-requests/{asked.Id}", view[0]);
    }
}
