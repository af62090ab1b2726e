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

/// <summary>
/// A new starter of a body. It costs her a name, and how to reach her if she likes, both sealed; her body alone reads
/// them.
/// </summary>
public static class CreateStarter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/starters", ExecuteAsync)
            .WithName("CreateStarter")
            .WithSummary("A new starter")
            .Example(StarterForm.Example)
            .Validates<StarterForm, StarterForm.Validator>()
            .Idempotent<StarterForm>()
            .Refuses(StarterDetails.Refusals)
            .Requires(Role.Coordinator);

    public static async Task<Results<Created<StarterView>, ProblemHttpResult>> ExecuteAsync(
        StarterForm form,
        Caller caller,
        MatchingDb db,
        TopicNames topics,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!caller.MayActFor(form.Body ?? caller.Body))
        {
            return Problems.Forbidden.Because();
        }

        if (
            !(await StarterDetails.FindAsync(form, caller.Body, db, topics, clock, ct)).Is(
                out var details,
                out var problem
            )
        )
        {
            return problem;
        }

        var starter = new Starter { Id = RandomId.New(), Body = details.Body };
        db.Starters.Add(details.Onto(starter, RecordKey.New(db, secrets, starter.Id)));
        await db.SaveChangesAsync(ct);
        var view = await StarterView.ReadAsync(db, secrets, topics, clock, [starter], ct);
        return TypedResults.Created($"/v1/starters/{starter.Id}", view[0]);
    }
}
