using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Passes the open cases of a body that does not answer any more to whoever answers next, each with a fresh deadline;
/// that body is told, and so is the person. One that answers again meanwhile keeps the rest. The national office is
/// told to see to a body that ended with open cases, or whose mail is refused.
/// </summary>
public static class PassOnCases
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var open = await db
            .Cases.Where(row => row.Body == job.Subject && row.State != CaseState.Closed)
            .OrderBy(row => row.Deadline)
            .ThenBy(row => row.Id)
            .Select(row => row.Interest)
            .ToListAsync(ct);
        var body = await db.Bodies.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        await SeeToAsync(services, db, body, open.Count > 0, ct);
        var caseClock = services.GetRequiredService<CaseClock>();
        await EachCase.DoAsync(services, open, (@case, interest) => caseClock.PassOnAsync(@case, interest, ct), ct);
        return JobOutcome.Done;
    }

    private static async Task SeeToAsync(
        IServiceProvider services,
        MatchingDb db,
        Body body,
        bool hasOpen,
        CancellationToken ct
    )
    {
        var kind =
            body.State == BodyState.Ended ? (hasOpen ? Errand.BodyEnded : null)
            : body.UnreachableSince is not null ? Errand.BodyUnreachable
            : null;
        if (kind is null)
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var today = services.GetRequiredService<TimeProvider>().Today();
        if (await Errand.AddNationalAsync(db, kind, body.Id, today, ct) is { } office)
        {
            await services.GetRequiredService<News>().TellBodyAsync(office, ct);
        }

        await transaction.CommitAsync(ct);
    }
}
