using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Registration;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>Gives a new code for one that somebody may have seen: <see cref="ChangeReceipt"/>.</summary>
public static class ChangeCodeHere
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/code", ExecuteAsync).WithName("ChangeCodeHere").WithSummary("Change the code for a new one");

    public static async Task<Results<RazorComponentResult<NewCodePage>, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        Language language,
        CancellationToken ct
    ) =>
        (await ChangeReceipt.ExecuteAsync(receipts, db, secrets, ct)).Result switch
        {
            Ok<ChangeReceipt.Response> { Value: { } changed } => new RazorComponentResult<NewCodePage>(
                new { Language = language, Code = changed.Receipt }
            ),
            var other => (ProblemHttpResult)other,
        };
}
