using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>
/// Where one's interest stands: groups, offers, who answers by when, who has read it. Nothing is kept of the look, but
/// that an interest that was left alone since nobody answered its offers looks again.
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
        TimeProvider clock,
        CaseWork cases,
        Language language,
        CancellationToken ct
    )
    {
        if (!(await receipts.ReadAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        var lapsed = InterestView.LapsedOf(interest, language);
        if (interest.IsParkedByLapses && await ReturnAsync(db, cases, interest.Id, ct) is { } returned)
        {
            interest = returned;
        }

        var view = await InterestView.ReadAsync(db, topics, clock, interest, language, ct);
        return TypedResults.Ok(view with { Lapsed = lapsed });
    }

    // A reading call has no transaction of its own.
    private static async Task<Interest?> ReturnAsync(MatchingDb db, CaseWork cases, Guid id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockedInterest.FindAsync(db, id, ct) is not { } interest)
        {
            return null;
        }

        if (interest.IsParkedByLapses)
        {
            await cases.ReturnAsync(interest, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return interest;
    }
}
