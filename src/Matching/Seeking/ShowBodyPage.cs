using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Seeking;

/// <summary>One body, how it is reached and for which municipalities it answers: <see cref="ReadBody"/>.</summary>
public static class ShowBodyPage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/bodies/{id:guid}", ExecuteAsync)
            .WithName("ShowBodyPage")
            .IsSameForAll()
            .WithSummary("One body");

    public static async Task<Results<RazorComponentResult<BodyPage>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        MatchingDb db,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    ) =>
        (await ReadBody.ExecuteAsync(id, db, clock, ct)).Result is Ok<BodyView> { Value: { } body }
            ? new RazorComponentResult<BodyPage>(
                new
                {
                    Language = language,
                    Body = body,
                    Municipalities = await NamesAsync(db, body, ct),
                }
            )
            : Problems.NotFound.Because();

    private static async Task<IReadOnlyList<string>> NamesAsync(MatchingDb db, BodyView body, CancellationToken ct)
    {
        var codes = body.Municipalities.Select(number => "municipality:" + number).ToArray();
        return await db
            .Places.AsNoTracking()
            .Where(place => codes.Contains(place.Code))
            .OrderBy(place => place.Name)
            .Select(place => place.Name)
            .ToListAsync(ct);
    }
}
