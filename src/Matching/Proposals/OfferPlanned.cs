using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// Offers the places of a plan to those whose bodies let the engine do so; each asks again, under its locks, whether
/// the place is free and the person still looks. Where another round was faster, the next looks again: for somebody who
/// waits for a place that is left, or for another place for the person. A group whose body wants to be asked first is
/// left to people.
/// </summary>
public sealed class OfferPlanned(MatchingDb db, CaseWork cases, News news, TimeProvider clock)
{
    public async Task RunAsync(IReadOnlyDictionary<Guid, PlannedPlace> places, CancellationToken ct)
    {
        foreach (var place in places.Values.Where(place => place.Automatic))
        {
            await OfferAsync(place, ct);
        }
    }

    private async Task OfferAsync(PlannedPlace place, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var interest = await LockedInterest.FindAsync(db, place.Interest, ct);
        if (await LockedGroup.FindAsync(db, place.GroupId, ct) is not { } group)
        {
            return;
        }

        if (interest?.LooksOn(today) != true)
        {
            await LockedGroup.MatchAgainAsync(db, [group.Id], ct);
            await transaction.CommitAsync(ct);
            return;
        }

        var @case = await db.Cases.SingleAsync(row => row.Interest == interest.Id, ct);
        if (!await MayAsync(interest, @case, group, today, ct))
        {
            return;
        }

        if (!await IsThereAsync(interest, group, today, ct))
        {
            await LockedInterest.PlaceAgainAsync(db, [interest.Id], ct);
            await transaction.CommitAsync(ct);
            return;
        }

        await cases.OfferAsync(@case, interest, group, @case.Body, ct);
        await db.SaveChangesAsync(ct);
        await news.TellPeopleAsync(ct);
        if (group.Body != @case.Body)
        {
            await news.TellBodyAsync(group.Body, ct);
        }

        await transaction.CommitAsync(ct);
    }

    // Whether the engine may offer it at all.
    private async Task<bool> MayAsync(
        Interest interest,
        Case @case,
        SelfHelpGroup group,
        DateOnly today,
        CancellationToken ct
    ) =>
        @case.State != CaseState.Closed
        && (await db.PolicyOfAsync(@case.Body, ct)).Offers == OfferWay.Automatic
        && (group.Body == @case.Body || !(await db.PolicyOfAsync(group.Body, ct)).AskFirst)
        && !await db.RememberedNoes.AnyAsync(
            no => no.Interest == interest.Id && no.GroupId == group.Id && no.Until >= today,
            ct
        )
        && !await db.Offers.AnyAsync(offer => offer.Interest == interest.Id && offer.State == OfferState.Open, ct);

    // Whether the group still has a place for her.
    private async Task<bool> IsThereAsync(
        Interest interest,
        SelfHelpGroup group,
        DateOnly today,
        CancellationToken ct
    ) =>
        group.State is GroupState.Open or GroupState.Forming
        && group.FreePlaces > await Offer.Holding(db, today).CountAsync(offer => offer.GroupId == group.Id, ct)
        && await db.Matches.AnyAsync(match => match.Interest == interest.Id && match.GroupId == group.Id, ct);
}
