using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Cases;
using Matching.Database;
using Matching.Interests;
using Matching.Jobs;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Proposals;

/// <summary>A group that formed has opened: those who have a place in it have something new to read.</summary>
public static class TellMembers
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var members = await db
            .Offers.Where(offer => offer.GroupId == job.Subject && offer.State == OfferState.Accepted)
            .Select(offer => offer.Interest)
            .ToListAsync(ct);
        foreach (var interest in await LockedInterest.AllAsync(db, [.. members], ct))
        {
            if (interest.State == InterestState.Placed)
            {
                interest.News();
            }
        }

        await db.SaveChangesAsync(ct);
        await services.GetRequiredService<News>().TellPeopleAsync(ct);
        return JobOutcome.Done;
    }
}
