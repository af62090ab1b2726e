using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Errands;

/// <summary>A body answers again, or its mail arrives: what there was to do about that is done by itself.</summary>
public static class FinishMended
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var body = await db.Bodies.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        string[] mended =
        [
            .. body.SilentSince is null ? [Errand.BodySilent, Errand.CasesWentOn] : Array.Empty<string>(),
            .. body.UnreachableSince is null ? [Errand.BodyUnreachable, Errand.AddressRefused] : Array.Empty<string>(),
        ];
        var today = services.GetRequiredService<TimeProvider>().Today();
        await Errand.FinishAsync(db, body.Id, mended, today, ct);
        return JobOutcome.Done;
    }
}
