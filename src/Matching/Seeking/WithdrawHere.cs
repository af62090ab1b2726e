using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Registration;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>Withdraws and erases, for whoever says that she means it: <see cref="WithdrawInterest"/>.</summary>
public static class WithdrawHere
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/withdrawal", ExecuteAsync).WithName("WithdrawHere").WithSummary("Withdraw, and erase all");

    public static async Task<
        Results<RazorComponentResult<ReceiptPage>, RedirectHttpResult, ProblemHttpResult>
    > ExecuteAsync(Sent sent, ByReceipt receipts, MatchingDb db, Language language, CancellationToken ct)
    {
        if (sent.One("sure") is null)
        {
            return CodeOfForm.Standing(language, done: false);
        }

        return (await WithdrawInterest.ExecuteAsync(receipts, db, ct)).Result is ProblemHttpResult problem
            ? problem
            : OpenReceipt.Empty(language, withdrawn: true);
    }
}
