using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Reminds bodies of what they have not acknowledged by its day, on working days alone. A run that comes late reminds
/// late, and never twice of one deadline.
/// </summary>
public static class RemindCases
{
    /// <summary>Reminds, and returns of how many cases.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var today = services.GetRequiredService<TimeProvider>().Today();
        if (!WorkingDays.IsWorkingDay(today))
        {
            return 0;
        }

        var db = services.GetRequiredService<MatchingDb>();
        var before = today.AddDays(-Case.DaysAfterReminder);
        var late = await db
            .Cases.Where(row => row.State == CaseState.Told && row.Deadline < today)
            .Where(row => row.RemindedOn == null || row.RemindedOn <= before)
            .OrderBy(row => row.Deadline)
            .ThenBy(row => row.Id)
            .Select(row => row.Interest)
            .ToListAsync(ct);
        var caseClock = services.GetRequiredService<CaseClock>();
        return await EachCase.DoAsync(services, late, (@case, _) => caseClock.RemindAsync(@case, ct), ct);
    }
}
