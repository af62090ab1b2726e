using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Notifications;

/// <summary>Tries a dead letter again at once, as if for the first time, under the same id.</summary>
public static class ReplayDeadLetter
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/desk/dead-letters/{id:guid}/replay", ExecuteAsync)
            .WithName("ReplayDeadLetter")
            .WithSummary("Try a dead letter again")
            .Refuses(Problems.NotFound, Problems.JobNotDead)
            .Requires(Role.NationalAdmin);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var job = await db
            .Jobs.FromSql($"select * from jobs where id = {id} for update")
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
        if (job is null)
        {
            return Problems.NotFound.Because();
        }

        if (job.State != "dead")
        {
            return Problems.JobNotDead.Because(null, ("state", job.State));
        }

        // Where the same job waits already, that one does it. Else the same id again, which gives the Message-ID.
        await db.Jobs.Where(row => row.Id == id).ExecuteDeleteAsync(ct);
        await db.EnqueueAsync(job.Kind, job.Subject, clock.GetUtcNow(), ct, again: id);
        return TypedResults.NoContent();
    }
}
