using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Proposals;

/// <summary>Ends invitations whose day is past. A lapse is no no; with it the proposal may be over.</summary>
public static class LapseInvitations
{
    /// <summary>Ends them, and returns how many these were.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var today = services.GetRequiredService<TimeProvider>().Today();
        var proposals = await db
            .Offers.Where(offer =>
                offer.Kind == OfferKind.Invitation && offer.State == OfferState.Open && offer.Until < today
            )
            .Select(offer => offer.Proposal!.Value)
            .Distinct()
            .ToListAsync(ct);
        var ended = 0;
        foreach (var proposal in proposals)
        {
            ended += await EndAsync(services, db, proposal, today, ct);
        }

        return ended;
    }

    private static async Task<int> EndAsync(
        IServiceProvider services,
        MatchingDb db,
        Guid proposal,
        DateOnly today,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        var (cases, matches) = (services.GetRequiredService<CaseWork>(), services.GetRequiredService<FindMatches>());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockedProposal.FindAsync(db, proposal, ct) is not { } held)
        {
            return 0;
        }

        var told = new List<Guid>();
        var over = await db
            .Offers.Where(offer => offer.Proposal == proposal && offer.State == OfferState.Open && offer.Until < today)
            .ToListAsync(ct);
        foreach (var offer in over)
        {
            offer.End(OfferState.Lapsed);
            if (
                held.Live.SingleOrDefault(pair => pair.Interest.Id == offer.Interest)
                is not { Interest: { } interest } hers
            )
            {
                continue;
            }

            hers.Member.Live = false;
            interest.OfferLapsed(await Offer.IsAnotherLiveAsync(db, interest.Id, offer.Id, today, ct));
            var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
            interest.News();
            await cases.RememberAsync(@case, "lapsed", @case.Body, ct);
            await db.SaveChangesAsync(ct);
            if (interest.IsLooking)
            {
                await matches.StoreAgainAsync(interest, ct);
            }

            told.Add(@case.Body);
        }

        await db.SaveChangesAsync(ct);
        var news = services.GetRequiredService<News>();
        var bodies = await services.GetRequiredService<Invitations>().SettleAsync(held, ct);
        await news.TellPeopleAsync(ct);
        await news.TellBodiesAsync([.. bodies, .. told], ct);
        await transaction.CommitAsync(ct);
        return over.Count;
    }
}
