using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Withdraws one's interest: all of it is erased at once, places on offer are free again, and the code is unknown from
/// then on.
/// </summary>
public static class WithdrawInterest
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/interest", ExecuteAsync)
            .WithName("WithdrawInterest")
            .WithSummary("Withdraw one's interest and erase it")
            .NeedsReceipt();

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        await EraseAsync(db, interest.Id, ct);
        receipts.Part();
        return TypedResults.NoContent();
    }

    /// <summary>Erases an interest and all that hangs on it.</summary>
    internal static async Task EraseAsync(MatchingDb db, Guid interest, CancellationToken ct)
    {
        await Offer.GiveBackAsync(db, interest, but: null, ct);
        await RecordKey.EraseAsync(db, interest, ct);
        await Idempotency.ForgetAsync(db, interest, ct);
        await db.Interests.Where(row => row.Id == interest).ExecuteDeleteAsync(ct);
    }
}
