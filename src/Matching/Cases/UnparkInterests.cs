using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Brings back, on its day, what was left alone until a day: matched again, its case open as on the first day, body and
/// person told.
/// </summary>
public static class UnparkInterests
{
    /// <summary>Brings back, and returns how many interests.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var today = services.GetRequiredService<TimeProvider>().Today();
        var due = await db
            .Interests.Where(row => row.State == InterestState.Parked && row.ParkedUntil <= today)
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Lot)
            .Select(row => row.Id)
            .ToListAsync(ct);
        var (caseClock, news) = (services.GetRequiredService<CaseClock>(), services.GetRequiredService<News>());
        return await EachCase.DoAsync(services, due, BringBackAsync, ct);

        async Task<bool> BringBackAsync(Case @case, Interest interest)
        {
            if (interest.State != InterestState.Parked || !(interest.ParkedUntil <= today))
            {
                return false;
            }

            await caseClock.WaitAgainAsync(@case, interest, CaseEvent.Unparked, ct);
            interest.News();
            await db.SaveChangesAsync(ct);
            await news.TellPeopleAsync(ct);
            await news.TellOfWaitingAsync(@case.Body, ct);
            return true;
        }
    }
}
