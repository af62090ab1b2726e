using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.ActionLinks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Cases;
using Matching.Database;
using Matching.Errands;
using Matching.Jobs;
using Matching.Web;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Matching.Notifications;

/// <summary>
/// Tells a body that there is something new, if there still is when the mail is about to leave, with a link to its
/// waiting list where it has no account: at most twice a day and in office hours, unless its policy says at once. What
/// is overdue is told to its deputy too. An address that refuses for good gives way to the deputy; where that refuses
/// as well, or there is none, the body is unreachable: it is passed over from then on.
/// </summary>
public sealed class TellBody(
    MatchingDb db,
    Mailer mailer,
    TimeProvider clock,
    IOptions<MailLinks> links,
    IOptions<NewsOptions> options
)
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
        if (body.News == 0 && waiting == Waiting.Nobody && body.UnreachableSince is null)
        {
            return JobOutcome.Done;
        }

        if (NotBefore(body, waiting) is { } later)
        {
            return JobOutcome.PutOff(OsloTime.At(later));
        }

        await FanOut.NewsAtDeskAsync(db, body.Id, job, clock, ct);
        var outcome = await SendAsync(body, isOverdue: waiting == Waiting.Overdue, job, ct);
        if (outcome.Error is null)
        {
            await db.WasMailedAsync(body, clock.Today(), ct);
        }

        return outcome;
    }

    private async Task<Waiting> WaitingAsync(Guid body, CancellationToken ct)
    {
        var told = db.Cases.Where(row => row.Body == body && row.State == CaseState.Told);
        return await told.AnyAsync(row => row.RemindedOn != null, ct) ? Waiting.Overdue
            : await told.AnyAsync(ct) ? Waiting.InTime
            : Waiting.Nobody;
    }

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

    private async Task<JobOutcome> SendAsync(Body body, bool isOverdue, ClaimedJob job, CancellationToken ct)
    {
        var outcome = await MailAsync(body, body.Email, job.Id, ct);
        var refused = outcome is { Error: not null, ForGood: true };

        // Of what is overdue with the first attempt, whatever becomes of that, and not with each.
        if (body.Deputy is { } deputy && (refused || (isOverdue && job.Attempts == 1)))
        {
            var second = await MailAsync(body, deputy, ForDeputy(job.Id), ct);
            if (refused && second is not { Error: not null, ForGood: true })
            {
                await Errand.AddAsync(db, body.Id, Errand.AddressRefused, body.Id, clock.Today(), ct);
                return second;
            }
        }

        if (refused)
        {
            await RefusedAsync(body, ct);
        }
        else if (outcome.Error is null && body.UnreachableSince is not null)
        {
            await ReachedAsync(body, ct);
        }

        return outcome;
    }

    private async Task<JobOutcome> MailAsync(Body body, string address, Guid id, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(address, out var to))
        {
            return JobOutcome.Refused("address-invalid");
        }

        var token = await ActionLink.IssueAsync(db, body, address, clock, ct);
        var mail = NeutralMail.To("body", "nb", token is null ? links.Value.Desk : links.Value.Waiting(token));
        return await mailer.SendAsync(to, mail, id, ct);
    }

    // A mail of its own, and the same one for every try.
    private static Guid ForDeputy(Guid job)
    {
        var bytes = job.ToByteArray();
        bytes[^1] ^= 1;
        return new(bytes);
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
