using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>
/// Gives a new code for one that somebody may have seen. The old one works until the new one is used for the first
/// time, which says that it was saved: an answer that is lost on its way takes nothing from anybody.
/// </summary>
public static class ChangeReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/interest/receipt", ExecuteAsync)
            .WithName("ChangeReceipt")
            .WithSummary("Change the code for a new one")
            .NeedsReceipt();

    /// <param name="Receipt">The new code; shown here and nowhere else. With its first use the old one is
    /// unknown.</param>
    public sealed record Response(string Receipt);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        CancellationToken ct
    )
    {
        if (!(await receipts.LockAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        var next = Receipt.New();
        interest.GiveReceipt(next.Fingerprint(secrets));
        await db.SaveChangesAsync(ct);
        await Idempotency.ForgetAsync(db, interest.Id, ct);
        receipts.Part();
        return TypedResults.Ok(new Response(next.ToString()));
    }
}
