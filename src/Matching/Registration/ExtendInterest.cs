using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>Keeps one's interest for ninety days from today.</summary>
public static class ExtendInterest
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/interest/extension", ExecuteAsync)
            .WithName("ExtendInterest")
            .WithSummary("Keep one's interest ninety days from today")
            .NeedsReceipt();

    public sealed record Response(DateOnly KeptUntil);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        interest.Keep(clock.Today());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Response(interest.KeptUntil));
    }
}
