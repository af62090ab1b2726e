using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>One starter, for the staff of her own body; for anybody else she is not there.</summary>
public static class ReadStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/starters/{id:guid}", ExecuteAsync)
            .WithName("ReadStarter")
            .WithSummary("One starter of one's own body")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public static async Task<Results<Ok<StarterView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            await db.StartersOf(caller).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } starter
            || await StarterView.ReadAsync(db, secrets, topics, clock, [starter], ct) is not [var view]
        )
        {
            return Problems.NotFound.Because();
        }

        db.Note("starter-read", id);
        return TypedResults.Ok(view);
    }
}
