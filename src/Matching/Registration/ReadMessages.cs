using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Registration;

/// <summary>The conversation with the body that answers. What is read here counts as read.</summary>
public static class ReadMessages
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/interest/messages", ExecuteAsync)
            .WithName("ReadMessages")
            .WithSummary("The conversation with the body that answers")
            .NeedsReceipt();

    public sealed record Response(IReadOnlyList<Conversation.Line> Items);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        ByReceipt receipts,
        MatchingDb db,
        Secrets secrets,
        CancellationToken ct
    )
    {
        if (!(await receipts.ReadAsync(ct)).Is(out var interest, out var problem))
        {
            return problem;
        }

        var key = (await RecordKey.OfAsync(db, secrets, interest.Id, ct))!;
        return TypedResults.Ok(new Response(await Conversation.ReadAsync(db, key, interest.Id, Sender.Person, ct)));
    }
}
