using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cohorts;

/// <summary>One cohort of the caller's body.</summary>
public static class ReadCohort
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/cohorts/{id:guid}", ExecuteAsync)
            .WithName("ReadCohort")
            .WithSummary("One cohort of one's own body, without its codes")
            .Refuses(Problems.NotFound)
            .Requires(Role.Coordinator);

    public static async Task<Results<Ok<CohortView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TopicNames names,
        CancellationToken ct
    ) =>
        await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.Body == caller.Body, ct)
            is { } cohort
            ? TypedResults.Ok((await CohortView.ReadAsync(db, names, [cohort], ct))[0])
            : Problems.NotFound.Because();
}
