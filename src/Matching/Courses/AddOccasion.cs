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

/// <summary>
/// A starter course or an information meeting is held: from now on it is offered as a next step to those near it.
/// </summary>
public static class AddOccasion
{
    public static void Map(IEndpointRouteBuilder routes, OccasionSort sort) =>
        routes
            .MapPost(
                sort.Path(),
                (OccasionForm form, Caller caller, MatchingDb db, CancellationToken ct) =>
                    ExecuteAsync(sort, form, caller, db, ct)
            )
            .Named($"Add{sort}")
            .Says("A {0} is held", sort)
            .TakesForm(sort)
            .Idempotent<OccasionForm>()
            .Requires(Role.Coordinator);

    private static async Task<Results<Created<OccasionView>, ProblemHttpResult>> ExecuteAsync(
        OccasionSort sort,
        OccasionForm form,
        Caller caller,
        MatchingDb db,
        CancellationToken ct
    )
    {
        var occasion = new Occasion
        {
            Id = RandomId.New(),
            Body = caller.Body,
            Sort = sort,
        };
        if (await OccasionCalls.WriteAsync(db, caller, form, occasion, ct) is { } problem)
        {
            return problem;
        }

        db.Occasions.Add(occasion);
        await db.SaveChangesAsync(ct);
        var view = await OccasionView.ReadAsync(db, [new(occasion.Id, null)], ct);
        return TypedResults.Created($"/v1{sort.Path()}/{occasion.Id}", view[0]);
    }
}
