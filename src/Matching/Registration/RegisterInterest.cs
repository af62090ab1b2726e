using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>
/// Registers an interest: the caller gets a secret receipt, the groups that fit, and who answers by when. It costs the
/// topic and an area large enough to hide in, kept for ninety days; no name, no address, no time of day.
/// </summary>
public static class RegisterInterest
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/interests", ExecuteAsync)
            .WithName("RegisterInterest")
            .WithSummary("Register an anonymous interest")
            .Idempotent<InterestForm>(onlyUuid: true)
            .Validates<InterestForm, InterestForm.Validator>()
            .Refuses([Problems.CohortCodeUnknown, .. UnderstoodForm.Refusals])
            .Example(InterestForm.Example)
            .AllowAnonymous();

    /// <param name="Receipt">The secret code: the only way back. It is shown here and nowhere else.</param>
    /// <param name="Status"><c>matched</c> where a group fits, else <c>waiting</c>; <c>parked</c> where a course that
    /// she comes from is not over.</param>
    /// <param name="Groups">Open groups that fit, best first.</param>
    /// <param name="Forming">Groups that are about to begin.</param>
    /// <param name="NextSteps">What can be done now; never empty.</param>
    /// <param name="Responsible">The body that answers.</param>
    /// <param name="Because">Why that one.</param>
    /// <param name="AnswerBy">The day by which it answers.</param>
    /// <param name="KeptUntil">The last day on which all this is kept.</param>
    /// <param name="Area">What is kept of where, and what is left out of the rest.</param>
    /// <param name="Help">Whom to call, where the message suggests danger; else null.</param>
    /// <param name="HeldBack">Whether it came in a flood without a <c>Proof</c>: it is kept and answered, but its body
    /// is told on the next working day only.</param>
    public sealed record Response(
        string Receipt,
        InterestState Status,
        IReadOnlyList<GroupView> Groups,
        IReadOnlyList<GroupView> Forming,
        IReadOnlyList<NextStep> NextSteps,
        BodyView Responsible,
        Said Because,
        DateOnly AnswerBy,
        DateOnly KeptUntil,
        AreaView Area,
        Help? Help,
        bool HeldBack
    ) : IMade
    {
        internal Guid Interest { get; init; }

        Guid IMade.Made => Interest;
    }

    public static async Task<Results<Created<Response>, ProblemHttpResult>> ExecuteAsync(
        InterestForm form,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        FindMatches matches,
        NextSteps next,
        CaseWork cases,
        News news,
        Floods floods,
        Proof proof,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        if (!(await FilledForm.OfAsync(form, db, secrets, names, today, ct)).Is(out var filled, out var problem))
        {
            return problem;
        }

        if (!(await UnderstoodForm.ReadAsync(db, names, filled.Form, ct)).Is(out var understood, out problem))
        {
            return problem;
        }

        var receipt = Receipt.New();
        var id = RandomId.New();
        var key = RecordKey.New(db, secrets, id);
        var interest = understood.Onto(
            new Interest
            {
                Id = id,
                Receipt = receipt.Fingerprint(secrets),
                Day = today,
                Lot = RandomId.New(),
                KeptUntil = today.AddDays(Interest.KeptDays),
                ToPlace = true,
            },
            key,
            language
        );
        db.Interests.Add(interest);
        if (form.Message is not null)
        {
            await Conversation.AddAsync(db, key, interest.Id, form.Message, body: null, today, ct);
        }

        var route = await Routing.FindAsync(
            db,
            understood.Kept.Area.Code,
            understood.Kept.Topics,
            understood.Kept.Share,
            today,
            ct
        );
        var policy = await db.PolicyOfAsync(route.Body, ct);
        var isHeldBack = await floods.HoldsBackAsync(db, proof, route.Body, ct);
        var @case = new Case
        {
            Id = RandomId.New(),
            Interest = interest.Id,
            Body = route.Body,
            Day = today,
            Deadline = policy.AnswerBy(today),
            Because = route.Because,
        };
        db.Cases.Add(@case);
        await cases.RememberAsync(@case, "registered", route.Body, ct);
        await matches.StoreAsync(interest, understood.Kept.Area, ct);
        if (filled.From is { } from && from > today)
        {
            interest.Park(from);
        }
        else if (isHeldBack)
        {
            interest.HoldBack();
        }

        await db.SaveChangesAsync(ct);
        await (interest.HeldBack ? news.TellOfHeldBackAsync(route.Body, ct) : news.TellOfWaitingAsync(route.Body, ct));

        // For the person alone, reckoned from all that she said, which is forgotten with this answer as far as it is
        // not kept, and from the place that she typed, which is forgotten in any case.
        var asked = understood.ForFirstAnswer(interest);
        var fitting = await matches.FromAsync(asked, [understood.Where.Point], ct);
        var groups = await MatchedGroups.ShowAsync(db, names, clock, fitting, language, ct);
        return TypedResults.Created(
            "/v1/interest",
            new Response(
                receipt.ToString(),
                interest is { State: InterestState.Parked, HeldBack: false } ? InterestState.Parked
                    : fitting.Count > 0 ? InterestState.Matched
                    : InterestState.Waiting,
                [.. groups.Where(group => group.State == GroupState.Open)],
                [.. groups.Where(group => group.State == GroupState.Forming)],
                await next.AfterAsync(asked, fitting, understood.Where.Point, @case.Deadline, language, ct),
                await BodyView.OfAsync(db, route.Body, today, ct),
                Texts.Of("Bodies", route.Because, language),
                @case.Deadline,
                interest.KeptUntil,
                understood.ShowArea(language),
                Help.For(form.Message, language),
                interest.HeldBack
            )
            {
                Interest = id,
            }
        );
    }
}
