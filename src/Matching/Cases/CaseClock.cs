using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Interests;
using Matching.Matches;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>
/// The clock of a case, in Oslo days: its body is reminded of it, it passes on to the next of its chain that can
/// answer, it waits for an answer again. Whoever calls holds the interest locked, so that each condition, asked again
/// here, holds until the transaction ends: what two workers do at once is done once.
/// </summary>
public sealed class CaseClock(MatchingDb db, CaseWork work, FindMatches matches, News news, TimeProvider clock)
{
    private const string Silent = "silent",
        Unreachable = "unreachable",
        Ended = "ended",
        Paused = "paused";

    /// <summary>
    /// Reminds the body of a case that is past its deadline; false where nobody need be reminded. The national office,
    /// behind which nobody stands, is reminded again and again.
    /// </summary>
    public async Task<bool> RemindAsync(Case @case, CancellationToken ct)
    {
        var isLast = await db.Bodies.AnyAsync(
            body => body.Id == @case.Body && body.Kind == BodyKind.NationalOffice,
            ct
        );
        if (!@case.Remind(clock.Today(), again: isLast))
        {
            return false;
        }

        await work.RememberAsync(@case, CaseEvent.Reminded, @case.Body, ct);
        await db.SaveChangesAsync(ct);
        await news.TellOfWaitingAsync(@case.Body, ct);
        await news.TellDeputyAsync(@case.Body, ct);
        return true;
    }

    /// <summary>
    /// Passes a case on where its body does not answer; false where it stays. Both bodies and the person are told.
    /// </summary>
    public async Task<bool> PassOnAsync(Case @case, Interest interest, CancellationToken ct)
    {
        var before = await db.Bodies.AsNoTracking().SingleAsync(body => body.Id == @case.Body, ct);
        if (
            WhyNot(@case, before, clock.Today()) is not { } reason
            || await NextAsync(@case, interest, ct) is not { } next
        )
        {
            return false;
        }

        await work.PassAsync(@case, next.Body, next.Because, ct);
        interest.News();
        await work.RememberAsync(@case, CaseEvent.PassedOn, before.Id, ct, reason);
        await db.SaveChangesAsync(ct);
        var told = await LeaveWordAsync(@case, before, reason, ct);
        await news.TellPeopleAsync(ct);
        await news.TellBodiesAsync(told, ct, waitedFor: next.Body);
        return true;
    }

    /// <summary>
    /// Something came from the person, or her day came: what was left alone is matched again, and a case that is not
    /// waiting for an answer waits as on the first day, with the next body where this one does not answer now.
    /// </summary>
    /// <param name="act">What happened, for the history; only where the case did not wait already.</param>
    public async Task WaitAgainAsync(Case @case, Interest interest, string act, CancellationToken ct)
    {
        if (interest.Return())
        {
            await matches.StoreAgainAsync(interest, ct);
        }

        if (@case.State != CaseState.Told)
        {
            await work.BeginAnewAsync(@case, act, ct);
            await db.SaveChangesAsync(ct);
            await PassOnAsync(@case, interest, ct);
        }
    }

    // What a paused body has acknowledged it has begun, and goes on with.
    private static string? WhyNot(Case @case, Body body, DateOnly today) =>
        @case.State == CaseState.Closed || body.Kind == BodyKind.NationalOffice ? null
        : body.State == BodyState.Ended ? Ended
        : body.UnreachableSince is not null ? Unreachable
        : body.State == BodyState.Paused && @case.State == CaseState.Told ? Paused
        : @case.IsSilent(today) ? Silent
        : null;

    // Whoever handed it on had a reason, and whoever was silent had the time: neither gets it back.
    private async Task<Routing.Link?> NextAsync(Case @case, Interest interest, CancellationToken ct)
    {
        var route = await work.RouteAsync(interest, ct);
        var had = await db
            .CaseHistory.Where(line => line.CaseId == @case.Id)
            .Where(line =>
                line.Act == CaseEvent.HandedOver || (line.Act == CaseEvent.PassedOn && line.Reason == Silent)
            )
            .Select(line => line.Body)
            .ToListAsync(ct);
        had.Add(@case.Body);
        return route.Chain.FirstOrDefault(link => link.PassedOver is null && !had.Contains(link.Body))
            ?? (route.Chain[^1] is var last && last.Body != @case.Body ? last : null);
    }

    // What is to be done about a body that does not answer, and by whom; those who should be told of that. An ended
    // body has nobody to tell, and one whose mail is refused cannot be told.
    private async Task<IReadOnlyList<Guid>> LeaveWordAsync(Case @case, Body before, string reason, CancellationToken ct)
    {
        var today = clock.Today();
        switch (reason)
        {
            case Silent:
                await db.FellSilentAsync(before.Id, today, ct);
                await Errand.AddAsync(db, before.Id, Errand.CasesWentOn, before.Id, today, ct);
                var office = await Errand.AddNationalAsync(db, Errand.BodySilent, before.Id, today, ct);
                return office is { } told ? [before.Id, told] : [before.Id];
            case Unreachable:
                await Errand.AddAsync(db, @case.Body, Errand.CasePassedOn, @case.Id, today, ct);
                return [];
            default:
                return reason == Paused ? [before.Id] : [];
        }
    }
}
