using System;
using System.Collections.Generic;
using System.Globalization;
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

namespace Matching.Sites;

/// <summary>
/// How much was done on a site's pages, for the body that it belongs to. The rule by which nobody can be found in it:
/// only whole months that are over, from the second day after; each number by itself rounded to the nearest 5, and one
/// below 10 not shown; no topic, no place and no finer time is counted at all. Two years are kept.
/// </summary>
public static class ReadSiteCounts
{
    private const int Least = 10,
        Step = 5;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/sites/{id:guid}/counts", ExecuteAsync)
            .WithName("ReadSiteCounts")
            .WithSummary("How much was done on a site's pages, by month, in rounded numbers")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound);

    /// <param name="Items">Every month since the site was registered that is over, the latest first.</param>
    public sealed record Response(IReadOnlyList<MonthCounts> Items);

    /// <param name="Month">A calendar month in Oslo: <c>2026-11</c>.</param>
    /// <param name="Searches">Searches for groups, to the nearest 5; null: fewer than 10.</param>
    /// <param name="Openings">How often somebody was sent to the form, to the nearest 5; null: fewer than 10.</param>
    public sealed record MonthCounts(string Month, int? Searches, int? Openings);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            await db.Sites.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } site
            || !caller.MayActFor(site.Body)
        )
        {
            return Problems.NotFound.Because();
        }

        var rows = await db
            .Database.SqlQuery<Row>(
                $"""select month as "Month", kind as "Kind", number as "Number" from site_counts where site = {id}"""
            )
            .ToDictionaryAsync(row => (row.Month, row.Kind), row => row.Number, ct);
        return TypedResults.Ok(
            new Response([
                .. Over(site.CreatedOn, clock.Today())
                    .Select(month => new MonthCounts(
                        month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                        Shown(rows.GetValueOrDefault((month, Codes.Of(SiteAct.Search)))),
                        Shown(rows.GetValueOrDefault((month, Codes.Of(SiteAct.Opening))))
                    )),
            ])
        );
    }

    internal static int? Shown(int number) => number < Least ? null : (number + (Step / 2)) / Step * Step;

    // On the first day of the next month an instance might still have some to write.
    private static IEnumerable<DateOnly> Over(DateOnly first, DateOnly today)
    {
        var month = SiteCounts.MonthOf(today.AddDays(-1));
        for (var shown = 0; shown < SiteCounts.MostMonths && month > SiteCounts.MonthOf(first); shown++)
        {
            month = month.AddMonths(-1);
            yield return month;
        }
    }

    private sealed record Row(DateOnly Month, string Kind, int Number);
}
