using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Courses;

/// <summary>A starter course or an information meeting written anew. One that was called off stays so.</summary>
public static class ChangeOccasion
{
    public static void Map(IEndpointRouteBuilder routes, OccasionSort sort) =>
        routes
            .MapPut(
                sort.Path() + "/{id:guid}",
                (Guid id, OccasionForm form, IfMatch match, Caller caller, MatchingDb db, CancellationToken ct) =>
                    ExecuteAsync(sort, id, form, match, caller, db, ct)
            )
            .Named($"Change{sort}")
            .Says("A {0} written anew", sort)
            .TakesForm(sort)
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    private static async Task<Results<Ok<OccasionView>, ProblemHttpResult>> ExecuteAsync(
        OccasionSort sort,
        Guid id,
        OccasionForm form,
        IfMatch match,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        if (await OccasionCalls.FindLockedAsync(db, caller, sort, id, ct) is not { } occasion)
        {
            return Problems.NotFound.Because();
        }

        if (match.Refusal(occasion) is { } refusal)
        {
            return refusal;
        }

        if (await OccasionCalls.WriteAsync(db, caller, form, occasion, ct) is { } problem)
        {
            return problem;
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok((await OccasionView.ReadAsync(db, [new(id, null)], ct))[0]);
    }
}
