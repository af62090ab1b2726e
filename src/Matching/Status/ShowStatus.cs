using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.ActionLinks;
using Matching.Database;
using Matching.Jobs;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Matching.Status;

/// <summary>
/// What <see cref="ReadStatus"/> answers, on a page in words. It does not load itself anew: a page that nobody looks at
/// would keep its session.
/// </summary>
public static class ShowStatus
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/status", ExecuteAsync)
            .WithName("ShowStatus")
            .WithSummary("How the service is, on a page")
            .ExcludeFromDescription()
            .RequiresLink();

    public static async Task<RazorComponentResult<StatusPage>> ExecuteAsync(
        Caller caller,
        MatchingDb db,
        KeyStore keys,
        HealthCheckService health,
        NpgsqlDataSource source,
        IReadOnlyList<ScheduledJob> schedule,
        TimeProvider clock,
        Language language,
        CancellationToken ct
    )
    {
        var status = await ReadStatus.ExecuteAsync(caller, db, keys, health, source, schedule, clock, ct);
        var body = await db.Bodies.Where(row => row.Id == caller.Body).Select(row => row.Name).SingleAsync(ct);
        return new RazorComponentResult<StatusPage>(
            new
            {
                Language = language,
                Status = status.Value,
                Body = body,
            }
        );
    }
}
