using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Matches;
using Matching.Registration;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Seeking;

/// <summary>
/// Where one's interest stands, by the code: <see cref="ReadInterest"/> and <see cref="ReadMessages"/>. What is shown
/// of the conversation counts as read.
/// </summary>
public static class OpenReceipt
{
    public static void MapEmpty(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/receipt", (Language language) => Empty(language))
            .WithName("AskForCode")
            .WithSummary("Where the code is typed");

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("", ExecuteAsync)
            .WithName("OpenReceipt")
            .WithSummary("Where one's interest stands")
            .WithMetadata(new SearchRoute());

    /// <param name="done">Whether something was just done.</param>
    public static async Task<Results<RazorComponentResult<StandingPage>, ProblemHttpResult>> ExecuteAsync(
        string? done,
        Sent sent,
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        TopicNames topics,
        FindMatches matches,
        CaseWork cases,
        News news,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var read = await ReadInterest.ExecuteAsync(receipts, db, topics, matches, cases, news, clock, language, ct);
        if (read.Result is not Ok<InterestView> { Value: { } standing })
        {
            return (ProblemHttpResult)read.Result;
        }

        var messages = await ReadMessages.ExecuteAsync(receipts, db, secrets, ct);
        return messages.Result is Ok<ReadMessages.Response> { Value.Items: { } lines }
            ? new RazorComponentResult<StandingPage>(
                new
                {
                    Language = language,
                    Code = sent.One(CodeOfForm.Field),
                    Standing = standing,
                    Lines = lines,
                    Done = done is not null,
                    Help = done is null
                        ? null
                        : Help.For(lines.LastOrDefault(line => line.From == "me")?.Text, language),
                    Named = new TopicNamed(await topics.AllAsync(db, ct), language),
                }
            )
            : (ProblemHttpResult)messages.Result;
    }

    /// <summary>Where the code is typed; what was typed wrong is not shown again.</summary>
    internal static RazorComponentResult<ReceiptPage> Empty(
        Language language,
        bool wrong = false,
        bool withdrawn = false
    ) =>
        new(
            new
            {
                Language = language,
                Wrong = wrong,
                Withdrawn = withdrawn,
            }
        )
        {
            StatusCode = wrong ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        };
}
