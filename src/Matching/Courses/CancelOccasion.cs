using System;
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

namespace Matching.Courses;

/// <summary>A starter course or an information meeting is called off: it is offered to nobody any more.</summary>
public static class CancelOccasion
{
    public static void Map(IEndpointRouteBuilder routes, OccasionSort sort) =>
        routes
            .MapPut(
                sort.Path() + "/{id:guid}/cancellation",
                (Guid id, Caller caller, MatchingDb db, TimeProvider clock, CancellationToken ct) =>
                    ExecuteAsync(sort, id, caller, db, clock, ct)
            )
            .Named($"Cancel{sort}")
            .Says("A {0} is called off", sort)
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    private static async Task<Results<Ok<OccasionView>, ProblemHttpResult>> ExecuteAsync(
        OccasionSort sort,
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await OccasionCalls.FindLockedAsync(db, caller, sort, id, ct) is not { } occasion)
        {
            return Problems.NotFound.Because();
        }

        occasion.Cancel(clock.Today());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok((await OccasionView.ReadAsync(db, [new(id, null)], ct))[0]);
    }
}
