using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>What a body decides about a proposal.</summary>
public enum Decision
{
    Accept,
    Wait,
    Decline,
}

/// <summary>
/// The body that covers the meeting place decides: invitations go out, it waits for a day, or says no with a reason. A
/// proposal is made of people who wait, so what was read may have changed: those who left are not invited.
/// </summary>
public static class DecideProposal
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/proposals/{id:guid}/decision", ExecuteAsync)
            .WithName("DecideProposal")
            .WithSummary("Accept a proposal, wait with it or decline it")
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.OnlyAnsweringBody,
                Problems.ProposalMoveIllegal,
                Problems.ProposalTooSmall,
                Problems.ProposalPlaceUnusable,
                Problems.ReasonUnknown
            )
            .Example("""{ "decision": "accept", "without": [4], "place": "town:dombas" }""")
            .Requires(Role.Coordinator);

    /// <param name="Without">Numbers of members who are not invited.</param>
    /// <param name="Place">Where it meets instead: a town or a contact point's house.</param>
    /// <param name="Reason">Why it is declined: a code of <c>case_reasons</c>, say <c>no-room-now</c>.</param>
    /// <param name="Until">The day on which the body decides again.</param>
    public sealed record Request(
        Decision Decision,
        IReadOnlyList<int>? Without = null,
        string? Place = null,
        string? Reason = null,
        DateOnly? Until = null
    );

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Decision).IsInEnum();
            RuleFor(request => request.Without)
                .Must(numbers => numbers is not { Count: > 20 })
                .WithMessage("at most 20")
                .Must((request, numbers) => numbers is not { Count: > 0 } || request.Decision == Decision.Accept)
                .WithMessage("goes with accept");
            RuleFor(request => request.Place)
                .OneLine(100)
                .Must((request, place) => place is null || request.Decision == Decision.Accept)
                .WithMessage("goes with accept");
            RuleFor(request => request.Reason)
                .OneLine(50)
                .Must((request, reason) => reason is null == (request.Decision != Decision.Decline))
                .WithMessage("goes with decline, which needs it");
            RuleFor(request => request.Until)
                .Must((request, until) => until is null == (request.Decision != Decision.Wait))
                .WithMessage("goes with wait, which needs it");
        }
    }

    public static async Task<Results<Ok<ProposalView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        AcceptProposal accept,
        CaseWork cases,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        // Nothing of another body's is locked.
        if (
            await db.Proposals.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } found
            || !await caller.MayReadAsync(db, found, ct)
        )
        {
            return Problems.NotFound.Because();
        }

        if (!caller.MayActFor(found.Body))
        {
            return Problems.OnlyAnsweringBody.Because();
        }

        return await db.AcrossBodiesAsync(
            () => DecideAsync(found, request, caller, db, secrets, names, accept, cases, clock, ct),
            ct
        );
    }

    // Other bodies may answer for those who are in it.
    private static async Task<Results<Ok<ProposalView>, ProblemHttpResult>> DecideAsync(
        Proposal found,
        Request request,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        AcceptProposal accept,
        CaseWork cases,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var held = (await LockedProposal.FindAsync(db, found.Id, ct))!;
        var proposal = held.Proposal;
        if (!proposal.IsUndecided || proposal.Body != found.Body)
        {
            return Problems.ProposalMoveIllegal.Because(
                null,
                ("state", proposal.State),
                ("allowed", proposal.LegalMoves())
            );
        }

        var refusal = request.Decision switch
        {
            Decision.Accept => await accept.RefusalAsync(held, request, caller, ct),
            Decision.Wait => Wait(proposal, request, clock.Today()),
            _ => await DeclineAsync(db, cases, held, request, clock.Today(), ct),
        };
        if (refusal is not null)
        {
            return refusal;
        }

        db.Note($"proposal-{Codes.Of(request.Decision)}", proposal.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await ProposalView.ReadAsync(db, secrets, names, clock, proposal, caller, ct));
    }

    private static ProblemHttpResult? Wait(Proposal proposal, Request request, DateOnly today)
    {
        if (request.Until <= today || request.Until > today.AddDays(Interest.KeptDays))
        {
            return Problems.Invalid.At("until", $"a day to come, at most {Interest.KeptDays} days ahead");
        }

        proposal.Wait(request.Until!.Value);
        return null;
    }

    // They wait on; who they were stays with it, so that the same people are not proposed again at once.
    private static async Task<ProblemHttpResult?> DeclineAsync(
        MatchingDb db,
        CaseWork cases,
        LockedProposal held,
        Request request,
        DateOnly today,
        CancellationToken ct
    )
    {
        if (!(await cases.ReasonAsync(ReasonAct.Proposal, request.Reason!, ct)).Is(out var reason, out var unknown))
        {
            return unknown;
        }

        var policy = await db.PolicyOfAsync(held.Proposal.Body, ct);
        held.Proposal.Decline(reason.Code, today.AddDays(policy.RememberNoDays));
        foreach (var (member, interest) in held.Live.ToList())
        {
            member.Live = false;
            interest.ToPlace |= interest.IsLooking;
        }

        return null;
    }
}
