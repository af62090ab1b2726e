using System;
using System.Threading;
using System.Threading.Tasks;
using FluentValidation;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Writes to the body that answers; keeps the interest ninety days from today. The case waits for an answer again, also
/// one that was acknowledged or closed. A message that suggests danger is answered with whom to call.
/// </summary>
public static class WriteMessage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/interest/messages", ExecuteAsync)
            .WithName("WriteMessage")
            .WithSummary("Write to the body that answers")
            .WhileKept()
            .Idempotent<Request>(onlyUuid: true)
            .Validates<Request, Validator>()
            .Example("""{ "text": "Tirsdager passer best for meg." }""")
            .NeedsReceipt();

    public sealed record Request(string Text);

    /// <param name="From"><c>me</c>.</param>
    /// <param name="Help">Whom to call, where the message suggests danger; else null.</param>
    public sealed record Response(string From, string Text, DateOnly On, Help? Help);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Text).PlainText(Conversation.LongestMessage);
    }

    public static async Task<Results<Created<Response>, ProblemHttpResult>> ExecuteAsync(
        Request request,
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        CaseClock caseClock,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        var today = clock.Today();
        var key = (await RecordKey.OfAsync(db, secrets, interest.Id, ct))!;
        await Conversation.AddAsync(db, key, interest.Id, request.Text, body: null, today, ct);
        interest.Keep(today);

        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        await caseClock.WaitAgainAsync(@case, interest, CaseEvent.Reopened, ct);
        await db.SaveChangesAsync(ct);
        await news.TellBodyAsync(@case.Body, ct);
        return TypedResults.Created(
            (string?)null,
            new Response("me", request.Text, today, Help.For(request.Text, language))
        );
    }
}
