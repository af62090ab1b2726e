using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Database;
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
            .Example("""{ "answerWorkingDays": 2, "mails": "daily", "askFirst": true }""")
            .Requires(Role.BodyAdmin)
            .Validates<Policy, Validator>()
            .Refuses(Problems.NotFound);

    // No offer outlives the 90 days for which an interest is kept.
    public sealed class Validator : AbstractValidator<Policy>
    {
        public Validator()
        {
            Between(RuleFor(policy => policy.AnswerWorkingDays), 1, 20);
            Between(RuleFor(policy => policy.OfferDays), 1, 60);
            Between(RuleFor(policy => policy.OfferDaysWithoutContact), 1, 60);
            Between(RuleFor(policy => policy.RememberNoDays), 1, 365);
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

        body.Policy = policy;
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(policy);
    }
}
