using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Registration;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>Takes back a yes: <see cref="LeaveGroup"/>.</summary>
public static class LeaveGroupHere
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/left", ExecuteAsync).WithName("LeaveGroupHere").WithSummary("Leave a group");

    public static async Task<Results<RedirectHttpResult, ProblemHttpResult>> ExecuteAsync(
        Sent sent,
        ByReceipt receipts,
        MatchingDb db,
        FindMatches matches,
        CaseWork cases,
        CaseClock caseClock,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var offer = AnswerHere.OfferOf(sent);
        var left = await LeaveGroup.ExecuteAsync(offer, receipts, db, matches, cases, caseClock, news, clock, ct);
        return left.Result is ProblemHttpResult problem ? problem : CodeOfForm.Standing(language);
    }
}
