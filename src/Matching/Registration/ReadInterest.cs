using System;
using System.Threading;
using System.Threading.Tasks;
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
/// Where one's interest stands: groups, offers, who answers by when, who has read it. Nothing is kept of the look.
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
        Language language,
        CancellationToken ct
    ) =>
        (await receipts.ReadAsync(ct)).Is(out var interest, out var problem)
            ? TypedResults.Ok(await InterestView.ReadAsync(db, topics, clock, interest, language, ct))
            : problem;
}
