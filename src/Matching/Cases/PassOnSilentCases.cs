using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Passes on what a body did not acknowledge two working days after it was reminded; and what lies with a body that
/// stopped answering, should it lie there still.
/// </summary>
public static class PassOnSilentCases
{
    /// <summary>Passes on, and returns how many cases.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var today = services.GetRequiredService<TimeProvider>().Today();
        if (!WorkingDays.IsWorkingDay(today))
        {
            return 0;
        }

        var db = services.GetRequiredService<MatchingDb>();
        var reminded = today.AddDays(-Case.DaysAfterReminder);
        var waiting = await (
            from row in db.Cases
            join body in db.Bodies on row.Body equals body.Id
            where
                row.State != CaseState.Closed
                && body.Kind != BodyKind.NationalOffice
                && (
                    (row.State == CaseState.Told && row.RemindedOn <= reminded)
                    || (row.State == CaseState.Told && body.State == BodyState.Paused)
                    || body.State == BodyState.Ended
                    || body.UnreachableSince != null
                )
            orderby row.Deadline, row.Id
            select row.Interest
        ).ToListAsync(ct);
        var caseClock = services.GetRequiredService<CaseClock>();
        return await EachCase.DoAsync(
            services,
            waiting,
            (@case, interest) => caseClock.PassOnAsync(@case, interest, ct),
            ct
        );
    }
}
