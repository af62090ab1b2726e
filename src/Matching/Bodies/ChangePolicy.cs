using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Bodies;

/// <summary>
/// What a body decides for itself, all of it anew: what is left out is as if it had never said anything.
/// </summary>
public static class ChangePolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/bodies/{id:guid}/policy", ExecuteAsync)
            .WithName("ChangePolicy")
            .WithSummary("The policy of a body")
            .Example(
                """{ "answerWorkingDays": 2, "mails": "daily", "deputy": "vikar@example.org", "askFirst": true }"""
            )
            .Requires(Role.BodyAdmin)
            .Validates<Policy, Validator>()
            .Refuses(Problems.NotFound, Problems.DeputySame);

    // No offer outlives the 90 days for which an interest is kept.
    public sealed class Validator : AbstractValidator<Policy>
    {
        public Validator()
        {
            Between(RuleFor(policy => policy.AnswerWorkingDays), 1, 20);
            RuleFor(policy => policy.Deputy).OneMailbox();
            Between(RuleFor(policy => policy.OfferDays), 1, 60);
            Between(RuleFor(policy => policy.OfferDaysWithoutContact), 1, 60);
            Between(RuleFor(policy => policy.RememberNoDays), 1, 365);
            RuleFor(policy => policy.Offers).IsInEnum();
            Between(RuleFor(policy => policy.Enough), 2, 20);
            Between(RuleFor(policy => policy.LeastMembers), 2, 20);
            Between(RuleFor(policy => policy.MostMembers), 2, 20);
            RuleFor(policy => policy.LeastMembers)
                .LessThanOrEqualTo(policy => Math.Min(policy.Enough, policy.MostMembers))
                .WithMessage("at most enough, and at most mostMembers");
            RuleFor(policy => policy.Enough)
                .LessThanOrEqualTo(policy => policy.MostMembers)
                .WithMessage("at most mostMembers");
            RuleFor(policy => policy.AgeBands)
                .Must(bands => bands is null or (>= 1 and <= 4))
                .WithMessage("from 1 to 4, or null for all");
            Between(RuleFor(policy => policy.KmBeyondReach), 0, 100);
            Between(RuleFor(policy => policy.StartersWanted), 0, 4);
            Between(RuleFor(policy => policy.StartersLeast), 0, 4);
            RuleFor(policy => policy.StartersLeast)
                .LessThanOrEqualTo(policy => policy.StartersWanted)
                .WithMessage("at most startersWanted");
            Between(RuleFor(policy => policy.CasesADay), 1, 1000);
        }

        private static void Between(IRuleBuilder<Policy, int> rule, int least, int most) =>
            rule.InclusiveBetween(least, most).WithMessage($"from {least} to {most}");
    }

    public static async Task<Results<Ok<Policy>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Policy policy,
        IfMatch match,
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await BodyOfCaller.FindAsync(db, caller, id, ct)).Is(out var body, out var problem))
        {
            return problem;
        }

        if (match.Refusal(body.Policy) is { } refusal)
        {
            return refusal;
        }

        if (policy.IsDeputy(body.Email))
        {
            return Problems.DeputySame.At("deputy", "is the address of the body itself");
        }

        body.Policy = policy;
        db.Note("policy-changed", id);
        await db.SaveChangesAsync(ct);
        await db.EnqueueAsync(Body.PolicyChanged, id, clock.GetUtcNow(), ct);
        return TypedResults.Ok(policy);
    }
}
