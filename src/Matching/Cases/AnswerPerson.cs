using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Cases;

/// <summary>
/// Writes to the person, who reads it with the receipt. To answer is to take care: it acknowledges the case.
/// </summary>
public static class AnswerPerson
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/desk/cases/{id:guid}/messages", ExecuteAsync)
            .WithName("AnswerPerson")
            .WithSummary("Write to the person")
            .Idempotent<Request>()
            .Validates<Request, Validator>()
            .Refuses(
                Problems.NotFound,
                Problems.OpeningReasonNeeded,
                Problems.RevealBudgetSpent,
                Problems.OnlyAnsweringBody,
                Problems.CaseMoveIllegal
            )
            .Example("""{ "text": "Du er velkommen til gruppa. Neste møte er tirsdag klokka 18." }""")
            .Requires(Role.Coordinator);

    public sealed record Request(string Text);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Text).PlainText(Conversation.LongestMessage);
    }

    public static async Task<Results<Created<Conversation.Line>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Request request,
        Caller caller,
        CaseWork work,
        MatchingDb db,
        News news,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await work.LockAsync(id, caller, ct)).Is(out var open, out var problem))
        {
            return problem;
        }

        if (!open.Case.Acknowledge())
        {
            return Problems.CaseMoveIllegal.Because(null, ("state", open.Case.State));
        }

        await Conversation.AddAsync(db, open.Key, open.Interest.Id, request.Text, caller.Body, clock.Today(), ct);
        open.Interest.News();
        await work.RememberAsync(open.Case, "answered", caller.Body, ct, byLink: caller.ByLink);
        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        return TypedResults.Created((string?)null, new Conversation.Line("body", request.Text, clock.Today()));
    }
}
