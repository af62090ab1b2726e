using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>
/// Ends offers whose day is past. The place is free from that day on, whether this has run or not: every count of places
/// looks at the day itself. A lapse is no no: the pair is not remembered.
/// </summary>
public static class LapseOffers
{
    /// <summary>Ends them, and returns how many these were.</summary>
    public static async Task<int> RunAsync(MatchingDb db, CaseWork cases, TimeProvider clock, CancellationToken ct)
    {
        var today = clock.Today();
        var late = await db.Offers.AsNoTracking()
            .Where(offer => offer.State == OfferState.Open && offer.Until < today)
            .Select(offer => new { offer.Id, offer.Interest })
            .ToListAsync(ct);
        foreach (var (id, interestId) in late.Select(offer => (offer.Id, offer.Interest)))
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var interest = await db.Interests.FromSql($"select * from interests where id = {interestId} for update").SingleOrDefaultAsync(ct);
            var offer = await db.Offers.SingleOrDefaultAsync(row => row.Id == id, ct);
            if (interest is null || offer is null || !offer.End(OfferState.Lapsed))
            {
                continue;
            }

            var others = await db.Offers.AnyAsync(row => row.Interest == interestId && row.Id != id && row.State == OfferState.Open && row.Until >= today, ct);
            interest.OfferEnded(declined: false, others);
            var @case = await db.Cases.SingleAsync(row => row.Interest == interestId, ct);
            await cases.RememberAsync(@case, "lapsed", @case.Body, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return late.Count;
    }
}
