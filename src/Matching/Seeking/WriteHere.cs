using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
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

/// <summary>
/// Writes to the body that answers: <see cref="WriteMessage"/>. Whom to call, where the text suggests danger, is told
/// by the page that follows.
/// </summary>
public static class WriteHere
{
    private static readonly WriteMessage.Validator Validator = new();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/messages", ExecuteAsync).WithName("WriteHere").WithSummary("Write to the body that answers");

    public static async Task<Results<RedirectHttpResult, ProblemHttpResult>> ExecuteAsync(
        Sent sent,
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        CaseClock caseClock,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var request = new WriteMessage.Request(sent.Lines(Pages.TextField) ?? "");
        if (!(await Validator.ValidateAsync(request, ct)).IsValid)
        {
            return Problems.Invalid.At(Pages.TextField, "1 to 1000 characters");
        }

        var written = await WriteMessage.ExecuteAsync(
            request,
            receipts,
            db,
            secrets,
            caseClock,
            news,
            clock,
            language,
            ct
        );
        return written.Result is ProblemHttpResult problem ? problem : CodeOfForm.Standing(language);
    }
}
