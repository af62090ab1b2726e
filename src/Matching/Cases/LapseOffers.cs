using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Cases;

/// <summary>
/// Ends offers that are over: their day is past, or their group paused or ended. The place is free from that day on,
/// whether this has run or not: every count of places looks at the day itself; the next round looks who waits for it. A
/// lapse is no no: the pair is not remembered, and the person goes on looking until the second lapse in a row.
/// </summary>
public static class LapseOffers
{
    /// <summary>Ends them, and returns how many these were.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var today = services.GetRequiredService<TimeProvider>().Today();
        var over = await (
            from offer in db.Offers
            join row in db.Groups on offer.GroupId equals row.Id
            let stopped = row.State == GroupState.Paused || row.State == GroupState.Ended
            where offer.State == OfferState.Open && (offer.Until < today || stopped)
            select new
            {
                offer.Id,
                offer.Interest,
                How = offer.Until < today ? OfferState.Lapsed : OfferState.Withdrawn,
            }
        ).ToListAsync(ct);
        var ended = 0;
        foreach (var offer in over)
        {
            ended += await EndAsync(services, db, offer.Id, offer.Interest, offer.How, today, ct) ? 1 : 0;
        }

        return ended;
    }

    private static async Task<bool> EndAsync(
        IServiceProvider services,
        MatchingDb db,
        Guid id,
        Guid interestId,
        OfferState how,
        DateOnly today,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        var (cases, news) = (services.GetRequiredService<CaseWork>(), services.GetRequiredService<News>());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var interest = await LockedInterest.FindAsync(db, interestId, ct);
        var offer = await db.Offers.SingleOrDefaultAsync(row => row.Id == id, ct);
        if (
            interest is null
            || offer is null
            || (how == OfferState.Withdrawn && !await StandsStillAsync(db, offer, ct))
        )
        {
            return false;
        }

        if (!offer.End(how))
        {
            return false;
        }

        var others = await Offer.IsAnotherLiveAsync(db, interestId, id, today, ct);
        if (how == OfferState.Lapsed)
        {
            interest.OfferLapsed(others);
        }
        else
        {
            interest.OfferEnded(declined: false, others);
        }

        interest.News();
        var @case = await db.Cases.SingleAsync(row => row.Interest == interestId, ct);
        await cases.RememberAsync(@case, how == OfferState.Lapsed ? "lapsed" : "offer-withdrawn", @case.Body, ct);
        await LockedGroup.MatchAgainAsync(db, [offer.GroupId!.Value], ct);
        await db.SaveChangesAsync(ct);
        if (interest.IsLooking)
        {
            await services.GetRequiredService<FindMatches>().StoreAgainAsync(interest, ct);
            await db.SaveChangesAsync(ct);
        }

        await news.TellPeopleAsync(ct);
        await news.TellBodyAsync(@case.Body, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // A group that was paused by mistake may have resumed since the list was read.
    private static Task<bool> StandsStillAsync(MatchingDb db, Offer offer, CancellationToken ct) =>
        db.Groups.AnyAsync(
            row => row.Id == offer.GroupId && (row.State == GroupState.Paused || row.State == GroupState.Ended),
            ct
        );
}
