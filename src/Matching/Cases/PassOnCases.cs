using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Passes the open cases of a body that does not answer any more to whoever answers next, each with a fresh deadline;
/// that body is told, and so is the person. One that answers again meanwhile keeps the rest.
/// </summary>
public static class PassOnCases
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var open = await db
            .Cases.AsNoTracking()
            .Where(row => row.Body == job.Subject && row.State != CaseState.Closed)
            .Select(row => new { row.Id, row.Interest })
            .ToListAsync(ct);
        foreach (var found in open)
        {
            await PassOnAsync(services, db, found.Id, found.Interest, job.Subject!.Value, ct);
        }

        return JobOutcome.Done;
    }

    private static async Task PassOnAsync(
        IServiceProvider services,
        MatchingDb db,
        Guid id,
        Guid interestId,
        Guid stopped,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        var (work, news) = (services.GetRequiredService<CaseWork>(), services.GetRequiredService<News>());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var interest = await LockedInterest.FindAsync(db, interestId, ct);
        var @case = await db.Cases.SingleOrDefaultAsync(row => row.Id == id, ct);
        if (interest is null || @case is null || @case.Body != stopped || @case.State == CaseState.Closed)
        {
            return;
        }

        var route = await work.RouteAsync(interest, ct);

        // A body that handed the case over had its reason, and does not get it back.
        var gaveAway = await db
            .CaseHistory.Where(line => line.CaseId == id && line.Act == CaseEvent.HandedOver)
            .Select(line => line.Body)
            .ToListAsync(ct);
        var next =
            route.Chain.FirstOrDefault(link =>
                link.PassedOver is null && link.Body != stopped && !gaveAway.Contains(link.Body)
            ) ?? route.Chain[^1];
        if (next.Body == stopped)
        {
            return;
        }

        await work.PassAsync(@case, next.Body, next.Because, ct);
        interest.News();
        await work.RememberAsync(@case, CaseEvent.PassedOn, stopped, ct);
        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        await news.TellBodyAsync(next.Body, ct);
        await transaction.CommitAsync(ct);
    }
}
