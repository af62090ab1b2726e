using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Where one's interest stands: groups, offers, who answers by when, who has read it. Nothing is kept of the look, but
/// that an interest which was left alone until then looks for a group again.
/// </summary>
public static class ReadInterest
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/interest", ExecuteAsync)
            .WithName("ReadInterest")
            .WithSummary("Where one's interest stands")
            .NeedsReceipt();

    public static async Task<Results<Ok<InterestView>, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        TopicNames topics,
        FindMatches matches,
        CaseWork cases,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await receipts.ReadAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        var lapsed = InterestView.LapsedOf(interest, language);
        if (
            interest.IsParkedUntilRead
            && await db.UnlessReadOnlyAsync(() => BringBackAsync(db, matches, cases, news, interest.Id, ct)) is { } back
        )
        {
            interest = back;
        }

        var view = await InterestView.ReadAsync(db, topics, clock, interest, language, ct);
        return TypedResults.Ok(view with { Lapsed = lapsed });
    }

    // A reading call has no transaction of its own.
    private static async Task<Interest?> BringBackAsync(
        MatchingDb db,
        FindMatches matches,
        CaseWork cases,
        News news,
        Guid id,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var interest = await LockedInterest.FindAsync(db, id, ct);
        if (interest is not { IsParkedUntilRead: true })
        {
            return interest;
        }

        interest.Return();
        await matches.StoreAgainAsync(interest, ct);
        var @case = await db.Cases.SingleAsync(row => row.Interest == id, ct);
        await cases.RememberAsync(@case, CaseEvent.Unparked, @case.Body, ct);
        await db.SaveChangesAsync(ct);
        await news.TellBodyAsync(@case.Body, ct);
        await transaction.CommitAsync(ct);
        return interest;
    }
}
