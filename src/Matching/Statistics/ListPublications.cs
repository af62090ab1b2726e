using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Statistics;

/// <summary>The quarters or the years of which statistics are published, the newest first.</summary>
public static class ListPublications
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "quarters").WithName("ListQuarters").WithSummary("The quarters of which statistics are published");
        Map(routes, "years").WithName("ListYears").WithSummary("The years of which key figures are published");
    }

    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Period">A quarter, say 2026-4, or a year, say 2026.</param>
    public sealed record Item(string Period, DateOnly PublishedOn);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string of) =>
        routes
            .MapGet(
                "/statistics/" + of,
                async Task<Ok<Response>> (MatchingDb db, CancellationToken ct) =>
                    TypedResults.Ok(
                        new Response(
                            await db
                                .Publications.Where(one => EF.Functions.Like(one.Period, "%-%") == (of == "quarters"))
                                .OrderByDescending(one => one.Period)
                                .Select(one => new Item(one.Period, one.PublishedOn))
                                .ToListAsync(ct)
                        )
                    )
            )
            .Requires(Role.Coordinator);
}
