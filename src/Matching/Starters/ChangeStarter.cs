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

namespace Matching.Starters;

/// <summary>A starter written anew; her pause goes on. What is left out is gone, but for her load.</summary>
public static class ChangeStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/starters/{id:guid}", ExecuteAsync)
            .WithName("ChangeStarter")
            .WithSummary("A starter written anew; how many groups she is with stays where it is left out")
            .Example(StarterForm.Example)
            .Validates<StarterForm, StarterForm.Validator>()
            .Refuses([Problems.NotFound, .. StarterDetails.Refusals])
            .Requires(Role.Coordinator);

    public static async Task<Results<Ok<StarterView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        StarterForm form,
        IfMatch match,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await db.LockStarterAsync(caller, id, ct) is not { } starter)
        {
            return Problems.NotFound.Because();
        }

        if (match.Refusal(starter) is { } refusal)
        {
            return refusal;
        }

        if (!caller.MayActFor(form.Body ?? starter.Body))
        {
            return Problems.Forbidden.Because();
        }

        if (
            !(await StarterDetails.FindAsync(form, starter.Body, db, topics, clock, ct)).Is(
                out var details,
                out var problem
            )
        )
        {
            return problem;
        }

        details.Onto(starter, (await RecordKey.OfAsync(db, secrets, id, ct))!);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok((await StarterView.ReadAsync(db, secrets, topics, clock, [starter], ct))[0]);
    }
}
