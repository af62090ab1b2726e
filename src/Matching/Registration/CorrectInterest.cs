using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Corrects one's interest by a whole new form: it is matched again, and goes to another body where that answers now.
/// The old values are gone; the case waits for an answer again, and a message in the form is added to the conversation.
/// A body that opened the case before knows what stood there.
/// </summary>
public static class CorrectInterest
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/interest", ExecuteAsync)
            .WithName("CorrectInterest")
            .WithSummary("Correct one's interest; it is matched again")
            .Validates<InterestForm, InterestForm.CorrectionValidator>()
            .Refuses(UnderstoodForm.Refusals)
            .Example(InterestForm.Example)
            .NeedsReceipt();

    public static async Task<Results<Ok<InterestView>, ProblemHttpResult>> ExecuteAsync(
        InterestForm form,
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        FindMatches matches,
        CaseWork cases,
        CaseClock caseClock,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var unknown))
        {
            return unknown;
        }

        if (!(await UnderstoodForm.ReadAsync(db, names, form, ct)).Is(out var understood, out var problem))
        {
            return problem;
        }

        var today = clock.Today();
        // An address that was told and is not any more must be in no backup either.
        var key = interest.Contact is null
            ? (await RecordKey.OfAsync(db, secrets, interest.Id, ct))!
            : await RecordKey.ReplaceAsync(db, secrets, "interests", interest.Id, ct);
        understood.Onto(interest, key, language);
        if (form.Message is not null)
        {
            await Conversation.AddAsync(db, key, interest.Id, form.Message, body: null, today, ct);
            interest.Keep(today);
        }

        interest.Return();
        interest.ToPlace = true;
        await matches.StoreAsync(interest, understood.Kept.Area, ct);
        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        await RouteAgainAsync(db, cases, @case, understood, today, ct);
        await cases.RememberAsync(@case, "corrected", @case.Body, ct);
        await caseClock.WaitAgainAsync(@case, interest, CaseEvent.Reopened, ct);
        await db.SaveChangesAsync(ct);
        await news.TellBodyAsync(@case.Body, ct);
        var view = await InterestView.ReadAsync(db, names, clock, interest, language, ct);
        return TypedResults.Ok(
            view with
            {
                Area = understood.ShowArea(language),
                Help = Help.For(form.Message, language),
            }
        );
    }

    // Another place or topic may be another body's. One that still stands in the chain keeps the case, even where it
    // was handed over to it.
    private static async Task RouteAgainAsync(
        MatchingDb db,
        CaseWork cases,
        Case @case,
        UnderstoodForm understood,
        DateOnly today,
        CancellationToken ct
    )
    {
        var route = await Routing.FindAsync(
            db,
            understood.Kept.Area.Code,
            understood.Kept.Topics,
            understood.Kept.Share,
            today,
            ct
        );
        if (route.Chain.Any(link => link.Body == @case.Body && link.PassedOver is null))
        {
            return;
        }

        await cases.PassAsync(@case, route.Body, route.Because, ct);
        await cases.RememberAsync(@case, CaseEvent.Rerouted, route.Body, ct);
    }
}
