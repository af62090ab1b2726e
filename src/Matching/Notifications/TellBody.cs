using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Notifications;

/// <summary>
/// Tells a body that there is something new. An address that refuses for good makes the body unreachable: it is passed
/// over from then on.
/// </summary>
public static class TellBody
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var body = await db.Bodies.AsNoTracking().SingleAsync(row => row.Id == job.Subject, ct);
        if (body.State == BodyState.Ended)
        {
            // Something came to it after it had ended, say a person who wrote again: that goes on too.
            await db.EnqueueAsync(
                Body.StoppedAnswering,
                body.Id,
                services.GetRequiredService<TimeProvider>().GetUtcNow(),
                ct
            );
            return JobOutcome.Done;
        }

        await FanOut.NewsAtDeskAsync(db, body.Id, job, services.GetRequiredService<TimeProvider>(), ct);
        if (!EmailAddress.TryParse(body.Email, out var to))
        {
            return JobOutcome.Refused("address-invalid");
        }

        var mail = NeutralMail.To("body", "nb", services.GetRequiredService<IOptions<MailLinks>>().Value.Desk);
        var outcome = await services.GetRequiredService<Mailer>().SendAsync(to, mail, job.Id, ct);
        if (outcome is { Error: not null, ForGood: true })
        {
            await RefusedAsync(db, body, services.GetRequiredService<TimeProvider>(), ct);
        }
        else if (outcome.Error is null && body.UnreachableSince is not null)
        {
            // A dead letter sent again by hand got through: it answers again.
            await db
                .Bodies.Where(row => row.Id == body.Id && row.Email == body.Email)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.UnreachableSince, (DateOnly?)null), ct);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await db.EnqueueAsync(Body.AnswersAgain, body.Id, now, ct);
        }

        return outcome;
    }

    // Only the address that was tried is refused: it may have been changed meanwhile.
    private static async Task RefusedAsync(MatchingDb db, Body body, TimeProvider clock, CancellationToken ct)
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
}
