using System;
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

/// <summary>Keeps one's interest longer: <see cref="ExtendInterest"/>.</summary>
public static class ExtendHere
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/extension", ExecuteAsync)
            .WithName("ExtendHere")
            .WithSummary("Keep one's interest ninety days from today");

    public static async Task<Results<RedirectHttpResult, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        (await ExtendInterest.ExecuteAsync(receipts, db, clock, ct)).Result is ProblemHttpResult problem
            ? problem
            : CodeOfForm.Standing(language);
}
