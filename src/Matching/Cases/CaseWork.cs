using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Errands;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Sealing;
using Matching.Telemetry;
using Matching.Topics;
using Matching.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Matching.Cases;

/// <summary>A case at work: with its interest, locked, and the interest's key.</summary>
public sealed record OpenCase(Case Case, Interest Interest, RecordKey Key);

/// <summary>
/// Opens cases for staff. What is another body's is not there, but for two: the lead of its network reads it, and the
/// national office opens it with a reason in the header <c>Opening-Reason</c>, which is logged. Every opening is logged
/// with its body and day, and the person can see these.
/// </summary>
public sealed class CaseWork(
    MatchingDb db,
    Secrets secrets,
    TopicNames topics,
    TimeProvider clock,
    IHttpContextAccessor http
)
{
    /// <summary>Where the national office says why it opens another body's case.</summary>
    public const string ReasonHeader = "Opening-Reason";
    private const int LongestReason = 200;

    /// <summary>The case to read.</summary>
    public Task<Outcome<OpenCase>> ReadAsync(Guid id, Caller caller, CancellationToken ct) =>
        OpenAsync(
            id,
            caller,
            interest => db.Interests.AsNoTracking().SingleOrDefaultAsync(row => row.Id == interest, ct),
            ct
        );

    /// <summary>
    /// The case to work on, its interest locked until the transaction ends. A body that works on one of its own is not
    /// silent.
    /// </summary>
    public async Task<Outcome<OpenCase>> LockAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var outcome = await LockToPassOnAsync(id, caller, ct);
        return outcome.Is(out var open, out _) && !caller.MayActFor(open.Case.Body)
            ? Problems.OnlyAnsweringBody.Because()
            : outcome;
    }

    /// <summary>The same, also for the lead of its body's network.</summary>
    public async Task<Outcome<OpenCase>> LockToPassOnAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var outcome = await OpenAsync(id, caller, interest => LockedInterest.FindAsync(db, interest, ct), ct);
        if (outcome.Is(out var open, out _) && open.Case.Body == caller.Body)
        {
            if (open.Interest.HeldBack && open.Interest.Return())
            {
                open.Interest.MatchedWith(await db.Matches.CountAsync(match => match.Interest == open.Interest.Id, ct));
            }

            await db.SpokeAsync(caller.Body, clock, ct);
            await Errand.FinishAsync(db, id, [Errand.CasePassedOn], clock.Today(), ct);
        }

        return outcome;
    }

    /// <summary>Who answers for an interest as it is kept, today.</summary>
    public async Task<Routing.Route> RouteAsync(Interest interest, CancellationToken ct)
    {
        double? share = interest.TellLocal
            ? null
            : await Shares.OfAsync(
                db,
                topics,
                interest.Topics,
                interest.Gender,
                interest.AgeBand,
                interest.Languages,
                ct
            );
        return await Routing.FindAsync(db, interest.Area, interest.Topics, share, clock.Today(), ct);
    }

    /// <summary>
    /// Holds a place in a group for the person until a day by the policy of the body that answers. The interest and the
    /// group must be locked, and the place free.
    /// </summary>
    /// <param name="by">The body that offers.</param>
    public async Task<Offer> OfferAsync(
        Case @case,
        Interest interest,
        SelfHelpGroup group,
        Guid by,
        CancellationToken ct
    )
    {
        var policy = await db.PolicyOfAsync(@case.Body, ct);
        var today = clock.Today();
        var until = today.AddDays(interest.Contact is null ? policy.OfferDaysWithoutContact : policy.OfferDays);
        var offer = Offer.Place(interest.Id, group.Id, by, today, until);
        db.Offers.Add(offer);
        interest.Offered(offer.Until);
        @case.Acknowledge();
        await RememberAsync(@case, "offered", by, ct);
        return offer;
    }

    /// <summary>Another body of the chain answers from now on, by the day that its own policy says.</summary>
    public async Task PassAsync(Case @case, Guid body, string because, CancellationToken ct)
    {
        var (policy, today) = (await db.PolicyOfAsync(body, ct), clock.Today());
        @case.PassTo(body, policy.AnswerBy(today), because);
        await Errand.FinishAsync(db, @case.Id, [Errand.CasePassedOn], today, ct);
    }

    /// <summary>
    /// Adds a line to a case's history. The interest must be locked, so that no two lines take one position.
    /// </summary>
    /// <param name="byLink">Whether the body did it by a link in a mail, without a key.</param>
    public async Task RememberAsync(
        Case @case,
        string act,
        Guid body,
        CancellationToken ct,
        string? reason = null,
        byte[]? note = null,
        bool byLink = false
    )
    {
        Figures.CaseAct(act);
        if (
            @case.State == CaseState.Acknowledged
            && db.Entry(@case).Property(row => row.State).OriginalValue == CaseState.Told
        )
        {
            Figures.FirstAnswer(clock.Today().DayNumber - @case.Day.DayNumber);
        }

        var saved =
            await db.CaseHistory.Where(line => line.CaseId == @case.Id).MaxAsync(line => (int?)line.Position, ct) ?? 0;
        var unsaved = db.CaseHistory.Local.Count(line => line.CaseId == @case.Id && line.Position > saved);
        db.CaseHistory.Add(
            new CaseEvent
            {
                CaseId = @case.Id,
                Position = saved + unsaved + 1,
                Day = clock.Today(),
                Act = act,
                Body = body,
                Reason = reason,
                Note = note,
                ByLink = byLink,
            }
        );
    }

    /// <summary>A case waits for an answer as on the first day.</summary>
    /// <param name="act">What happened, for the history.</param>
    public async Task BeginAnewAsync(Case @case, string act, CancellationToken ct)
    {
        var policy = await db.PolicyOfAsync(@case.Body, ct);
        @case.WaitAgain(policy.AnswerBy(clock.Today()));
        await RememberAsync(@case, act, @case.Body, ct);
    }

    /// <summary>The reason of this code for an act.</summary>
    public async Task<Outcome<CaseReason>> ReasonAsync(ReasonAct act, string code, CancellationToken ct)
    {
        var reasons = await db
            .CaseReasons.AsNoTracking()
            .Where(reason => reason.Act == act)
            .OrderBy(reason => reason.Code)
            .ToListAsync(ct);
        return reasons.SingleOrDefault(reason => reason.Code == code) is { } found
            ? found
            : Problems.ReasonUnknown.At(
                "reason",
                "not one of these",
                ("reasons", reasons.Select(reason => reason.Code))
            );
    }

    private async Task<Outcome<OpenCase>> OpenAsync(
        Guid id,
        Caller caller,
        Func<Guid, Task<Interest?>> load,
        CancellationToken ct
    )
    {
        // Untracked: what counts is read again below, once the interest is locked.
        var found = await db.Cases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
        if (found is null || !await MayReadAsync(found.Body, caller, ct))
        {
            return Problems.NotFound.Because();
        }

        // Its person may withdraw at any moment, and then all of this is gone.
        if (
            await load(found.Interest) is not { } interest
            || await db.Cases.SingleOrDefaultAsync(row => row.Id == id, ct) is not { } @case
            || interest.KeptUntil < clock.Today()
            || !await MayReadAsync(@case.Body, caller, ct)
            || await RecordKey.OfAsync(db, secrets, interest.Id, ct) is not { } key
        )
        {
            return Problems.NotFound.Because();
        }

        var reason =
            caller.IsNational && @case.Body != caller.Body
                ? http.HttpContext!.Request.Headers[ReasonHeader].ToString().Trim()
                : null;
        if (reason?.Length is 0 or > LongestReason)
        {
            return Problems.OpeningReasonNeeded.Because();
        }

        if (await SpentAsync(id, caller, ct) is { } spent)
        {
            return spent;
        }

        var logged = await db.Database.ExecuteSqlAsync(
            $"""
            insert into case_openings (case_id, api_key, body, day, reason, by_link)
            select id, {caller.Key}, {caller.Body}, {clock.Today()}, {reason}, {caller.ByLink} from cases where id = {id}
            for key share
            on conflict (case_id, api_key, day) do update
            set reason = concat_ws(' | ', case_openings.reason, excluded.reason)
            where excluded.reason is not null and excluded.reason <> all (string_to_array(coalesce(case_openings.reason, ''), ' | '))
            """,
            ct
        );
        if (logged > 0)
        {
            db.Note(reason is null ? "case-opened" : "case-opened-with-reason", id);
        }

        return new OpenCase(@case, interest, key);
    }

    // Whoever takes over a key does not read all that there is. The last that may be opened is told to the body, since
    // a call that is refused leaves nothing behind.
    private async Task<ProblemHttpResult?> SpentAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var today = clock.Today();
        var opened = await db
            .Database.SqlQuery<int>(
                $"""select cases_opened({caller.Key}, {caller.Body}, {caller.ByLink}, {today}, {id}) as "Value" """
            )
            .SingleAsync(ct);
        if (opened < 0)
        {
            return null;
        }

        var most = (await db.PolicyOfAsync(caller.Body, ct)).CasesADay;
        if (opened >= most)
        {
            http.HttpContext!.Response.Headers.RetryAfter = Math.Ceiling(clock.UntilTomorrow().TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
            return Problems.RevealBudgetSpent.Because(null, ("casesADay", most));
        }

        if (opened == most - 1)
        {
            await Errand.AddAsync(db, caller.Body, Errand.CasesADaySpent, caller.Body, today, ct);
        }

        return null;
    }

    private async Task<bool> MayReadAsync(Guid body, Caller caller, CancellationToken ct) =>
        caller.MayActFor(body) || await db.LedBy(caller.Body).ContainsAsync(body, ct);
}
