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
using Microsoft.EntityFrameworkCore;

namespace Matching.Courses;

/// <summary>One starter course or information meeting, of whichever body, for the staff of any.</summary>
public static class ReadOccasion
{
    public static void Map(IEndpointRouteBuilder routes, OccasionSort sort) =>
        routes
            .MapGet(
                sort.Path() + "/{id:guid}",
                (Guid id, MatchingDb db, CancellationToken ct) => ExecuteAsync(sort, id, db, ct)
            )
            .Named($"Read{sort}")
            .Says("One {0}", sort)
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    private static async Task<Results<Ok<OccasionView>, ProblemHttpResult>> ExecuteAsync(
        OccasionSort sort,
        Guid id,
        MatchingDb db,
        CancellationToken ct
    ) =>
        await db.Occasions.AnyAsync(occasion => occasion.Id == id && occasion.Sort == sort, ct)
            ? TypedResults.Ok((await OccasionView.ReadAsync(db, [new(id, null)], ct))[0])
            : Problems.NotFound.Because();
}
