using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Errands;
using Matching.Jobs;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Matching.Notifications;

/// <summary>
/// Tells a body that there is something new, if there still is when the mail is about to leave: at most twice a day and
/// in office hours, unless its policy says at once. An address that refuses for good gives way to the deputy; where
/// that refuses as well, or there is none, the body is unreachable: it is passed over from then on.
/// </summary>
public sealed class TellBody(MatchingDb db, BodyMail mail, TimeProvider clock, IOptions<NewsOptions> options)
{
    private const int MostADay = 2;

    public async Task<JobOutcome> RunAsync(ClaimedJob job, CancellationToken ct)
    {
        var body = await db.Bodies.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        if (body.State == BodyState.Ended)
        {
            // Something came to it after it had ended, say a person who wrote again: that goes on too.
            await db.EnqueueAsync(Body.StoppedAnswering, body.Id, clock.GetUtcNow(), ct);
            return JobOutcome.Done;
        }

        var waiting = await WaitingAsync(body.Id, ct);
        // One that was unreachable is written to all the same: somebody wants to know whether it is reached again.
        if (body.News == body.NewsTold && waiting == Waiting.Nobody && body.UnreachableSince is null)
        {
            return JobOutcome.Done;
        }

        if (NotBefore(body, waiting) is { } later)
        {
            return JobOutcome.PutOff(OsloTime.At(later));
        }

        await FanOut.NewsAtDeskAsync(db, body.Id, job, clock, ct);
        var outcome = await SendAsync(body, job, ct);
        if (outcome.Error is null)
        {
            await db.WasMailedAsync(body, clock.Today(), ct);
        }

        return outcome;
    }

    private async Task<Waiting> WaitingAsync(Guid body, CancellationToken ct) =>
        await db.Cases.AnyAsync(Case.IsOverdueWith(body), ct) ? Waiting.Overdue
        : await db.Cases.AnyAsync(row => row.Body == body && row.State == CaseState.Told, ct) ? Waiting.InTime
        : Waiting.Nobody;

    // Nobody is pressed at night, whatever the policy says.
    private LocalDateTime? NotBefore(Body body, Waiting waiting)
    {
        var now = clock.OsloNow();
        var isUrgent = body.Policy.Mails == MailRhythm.AtOnce;
        return options.Value.AtOnce ? null
            : !OfficeHours.Holds(now) && !(isUrgent && waiting != Waiting.Overdue) ? OfficeHours.NextOpening(now)
            : !isUrgent && body.MailedOn == now.Date.ToDateOnly() && body.Mails >= MostADay
                ? OfficeHours.NextOpening(now.Date.At(LocalTime.Noon))
            : null;
    }

    private async Task<JobOutcome> SendAsync(Body body, ClaimedJob job, CancellationToken ct)
    {
        var outcome = await mail.SendAsync(body, body.Email, job.Id, ct);
        if (outcome.IsRefused && body.Deputy is { } deputy)
        {
            var second = await mail.SendAsync(body, deputy, BodyMail.ForDeputy(job.Id), ct);
            if (!second.IsRefused)
            {
                await Errand.AddAsync(db, body.Id, Errand.AddressRefused, body.Id, clock.Today(), ct);
                outcome = second;
            }
        }

        if (outcome.IsRefused)
        {
            await RefusedAsync(body, ct);
        }
        else if (outcome.Error is null && body.UnreachableSince is not null)
        {
            await ReachedAsync(body, ct);
        }

        return outcome;
    }

    // A dead letter sent again by hand got through: it answers again.
    private async Task ReachedAsync(Body body, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db
            .Bodies.Where(row => row.Id == body.Id && row.Email == body.Email)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UnreachableSince, (DateOnly?)null), ct);
        await db.EnqueueAsync(Body.AnswersAgain, body.Id, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
    }

    // Only the address that was tried is refused: it may have been changed meanwhile.
    private async Task RefusedAsync(Body body, CancellationToken ct)
    {
        var today = clock.Today();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var refused = await db
            .Bodies.Where(row => row.Id == body.Id && row.Email == body.Email)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.UnreachableSince, row => row.UnreachableSince ?? today),
                ct
            );
        if (refused > 0)
        {
            await db.EnqueueAsync(Body.StoppedAnswering, body.Id, clock.GetUtcNow(), ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Who waits for the body's answer.</summary>
    private enum Waiting
    {
        Nobody,
        InTime,
        Overdue,
    }
}
