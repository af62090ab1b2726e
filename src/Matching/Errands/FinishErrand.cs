using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Calendar;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Errands;

/// <summary>Says that something is done. To say it again changes nothing.</summary>
public static class FinishErrand
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/desk/tasks/{id:guid}/done", ExecuteAsync)
            .WithName("FinishTask")
            .WithSummary("Say that a task is done")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        return
            await db
                .Errands.Where(row => row.Id == id && row.Body == caller.Body)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.DoneOn, row => row.DoneOn ?? today), ct) > 0
            ? TypedResults.NoContent()
            : Problems.NotFound.Because();
    }
}
