using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Proposals;
using Matching.Registration;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>Says yes or no to an offer: <see cref="AnswerOffer"/>.</summary>
public static class AnswerHere
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/answer", ExecuteAsync).WithName("AnswerHere").WithSummary("Say yes or no to an offer");

    public static async Task<Results<RedirectHttpResult, ProblemHttpResult>> ExecuteAsync(
        Sent sent,
        ByReceipt receipts,
        MatchingDb db,
        TopicNames topics,
        FindMatches matches,
        CaseWork cases,
        Invitations invitations,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        if (!Codes.TryParse<Answer>(sent.One("answer") ?? "", out var answer))
        {
            return Problems.Invalid.At("answer", "yes or no");
        }

        var answered = await AnswerOffer.ExecuteAsync(
            OfferOf(sent),
            new(answer),
            receipts,
            db,
            topics,
            matches,
            cases,
            invitations,
            news,
            clock,
            language,
            ct
        );
        return answered.Result is ProblemHttpResult problem ? problem : CodeOfForm.Standing(language);
    }

    /// <summary>The offer that a form is about; what is none is one that nobody has.</summary>
    internal static Guid OfferOf(Sent sent) =>
        Guid.TryParseExact(sent.One("offer"), "D", out var offer) ? offer : Guid.Empty;
}
