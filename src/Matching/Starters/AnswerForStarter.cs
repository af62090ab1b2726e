using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
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

/// <summary>Says whether a starter takes a group.</summary>
public enum StarterAnswer
{
    Accept,
    Decline,
}

/// <summary>
/// Answers for a starter, as her own body alone may. A yes counts as load of hers from now on; with enough of them the
/// group awaits nobody and no other is asked. A no has a reason, and the next one is asked. The body of the group is
/// told.
/// </summary>
public static class AnswerForStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/starter-requests/{id:guid}/answer", ExecuteAsync)
            .WithName("AnswerForStarter")
            .WithSummary("Say for a starter whether she takes a group")
            .Example("""{ "answer": "decline", "reason": "too-far" }""")
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.ReasonUnknown,
                Problems.StarterRequestClosed,
                Problems.StarterNotAvailable
            )
            .Requires(Role.Coordinator);

    /// <param name="Reason">Goes with a no: no-time, too-far, not-my-topic or other.</param>
    public sealed record Request(StarterAnswer Answer, string? Reason = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Answer).IsInEnum();
            RuleFor(request => request.Reason)
                .OneLine(50)
                .Must((request, reason) => reason is null == request.Answer is StarterAnswer.Accept)
                .WithMessage("goes with a no, which needs one");
        }
    }

    public static async Task<Results<Ok<StarterRequestView>, ProblemHttpResult>> ExecuteAsync(
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
        if (
            await db.RequestsOf(caller).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } found
            || await LockedGroup.FindAsync(db, found.GroupId, ct) is not { } group
            || await db.LockStarterAsync(caller, found.Starter, ct) is not { } starter
            || await db.StarterRequests.SingleOrDefaultAsync(row => row.Id == id, ct) is not { } asked
        )
        {
            return Problems.NotFound.Because();
        }

        if (request.Reason is { } code && !(await StarterReason.FindAsync(db, code, ct)).Is(out _, out var unknown))
        {
            return unknown;
        }

        if (!IsRepeat(asked, request))
        {
            var today = clock.Today();
            if (!asked.IsOpen(today) || group.State != GroupState.Forming)
            {
                return Problems.StarterRequestClosed.Because(null, ("state", asked.State), ("group", group.State));
            }

            if (request.Answer == StarterAnswer.Accept && !await MayTakeAsync(db, starter, today, ct))
            {
                return Problems.StarterNotAvailable.Because();
            }

            _ = request.Answer == StarterAnswer.Accept ? asked.Accept(today) : asked.Decline(today, request.Reason!);
            var spare = await db.SettleAsync(group, today, ct);
            await db.TellAsync([], [.. spare, group.Body], clock, ct);
        }

        var view = await StarterRequestView.ReadAsync(db, secrets, topics, clock, caller, [asked], language, ct);
        return TypedResults.Ok(view[0]);
    }

    // An answer may be sent again when its own answer was lost on the way.
    private static bool IsRepeat(StarterRequest asked, Request request) =>
        (asked.State, request.Answer) is (RequestState.Accepted, StarterAnswer.Accept)
        || (asked.State == RequestState.Declined && asked.Reason == request.Reason);

    // What else she is asked for holds nothing back here: of two at once her body chooses one.
    private static async Task<bool> MayTakeAsync(
        MatchingDb db,
        Starter starter,
        DateOnly today,
        CancellationToken ct
    ) =>
        starter.IsAvailable(
            today,
            (await StarterLoad.OfAsync(db, [starter.Id], ct)).GetValueOrDefault(starter.Id, StarterLoad.None).Taken
        );
}
