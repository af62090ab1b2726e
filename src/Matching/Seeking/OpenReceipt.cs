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
    private static readonly string[] Done = ["answered", "left", "written", "extended", "withdrawn"];

    public static void MapEmpty(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/receipt",
                (string? done, Language language) => Empty(language, done: Done.Contains(done) ? done : null)
            )
            .WithName("AskForCode")
            .WithSummary("Where the code is typed");

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("", ExecuteAsync)
            .WithName("OpenReceipt")
            .WithSummary("Where one's interest stands")
            .WithMetadata(new SearchRoute());

    /// <param name="done">What was just done.</param>
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
        System.TimeProvider clock,
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
                    Done = Done.Contains(done) ? done : null,
                    Named = new TopicNamed(await topics.AllAsync(db, ct), language),
                }
            )
            : (ProblemHttpResult)messages.Result;
    }

    /// <summary>Where the code is typed; what was typed wrong is not shown again.</summary>
    internal static RazorComponentResult<ReceiptPage> Empty(
        Language language,
        bool wrong = false,
        string? done = null
    ) =>
        new(
            new
            {
                Language = language,
                Wrong = wrong,
                Done = done,
            }
        )
        {
            StatusCode = wrong ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        };
}
