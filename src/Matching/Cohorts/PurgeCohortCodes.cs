using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cohorts;

/// <summary>Erases codes that are past their day: who has not used one is not to be reckoned from them later.</summary>
public static class PurgeCohortCodes
{
    /// <summary>Erases, and returns how many codes these were.</summary>
    public static Task<int> RunAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        var today = clock.Today();
        return db
            .CohortCodes.Where(code => db.Cohorts.Any(row => row.Id == code.Cohort && row.UntilDay < today))
            .ExecuteDeleteAsync(ct);
    }
}
