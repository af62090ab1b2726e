using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Jobs;
using Matching.Sealing;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Webhooks;

/// <summary>
/// One attempt to take an event to a webhook, outside any lock. What arrived is not sent again; what comes for one that
/// stopped is dropped.
/// </summary>
public static class DeliverWebhook
{
    public static async Task<JobOutcome> RunAsync(IServiceProvider services, ClaimedJob job, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var found = await (
            from delivery in db.WebhookDeliveries.AsNoTracking()
            join webhook in db.Webhooks.AsNoTracking() on delivery.Webhook equals webhook.Id
            join body in db.Bodies on webhook.Body equals body.Id
            where delivery.Id == job.Subject
            select new
            {
                Delivery = delivery,
                Webhook = webhook,
                IsTold = webhook.State == WebhookState.Active && body.State != BodyState.Ended,
            }
        ).SingleOrDefaultAsync(ct);
        if (found is null or { Delivery.State: DeliveryState.Delivered or DeliveryState.Dropped })
        {
            return JobOutcome.Done;
        }

        var of = db.WebhookDeliveries.Where(row => row.Id == found.Delivery.Id);
        if (
            !found.IsTold
            || await RecordKey.OfAsync(db, services.GetRequiredService<Secrets>(), found.Webhook.Id, ct) is not { } key
        )
        {
            await of.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Dropped), ct);
            return JobOutcome.Done;
        }

        var clock = services.GetRequiredService<TimeProvider>();
        var (sent, now) = (found.Delivery, clock.GetUtcNow());
        var own = services.GetRequiredService<IOptions<OwnAddress>>().Value;
        var attempt = await services
            .GetRequiredService<WebhookSender>()
            .SendAsync(
                found.Webhook.Open(key),
                sent.MessageId,
                Payload.Of(sent.Type, sent.Subject, sent.OccurredAt, own).ToBytes(),
                found.Webhook.Secrets(key, now),
                now,
                ct
            );
        var isGone = attempt.Status == WebhookSender.Gone;
        var isLast = RetryIntervals.After(job.Attempts) is null;
        var state =
            attempt.Error is null ? DeliveryState.Delivered
            : isGone ? DeliveryState.Dropped
            : isLast ? DeliveryState.Dead
            : DeliveryState.Waiting;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await FollowAsync(db, found.Webhook, state, isGone, clock, ct);
        await of.ExecuteUpdateAsync(
            set =>
                set.SetProperty(row => row.State, state)
                    .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                    .SetProperty(row => row.LastStatus, attempt.Status)
                    .SetProperty(row => row.LastError, attempt.Error)
                    .SetProperty(row => row.LastAt, now),
            ct
        );

        // Who froze past the lease must not write over what another delivered meanwhile.
        var outcome =
            attempt.Error is null || isGone ? JobOutcome.Done : JobOutcome.Failed(attempt.Error, attempt.Asked);
        var isMine = await db.FinishAsync(job, outcome, clock.GetUtcNow(), ct);
        if (isMine)
        {
            await transaction.CommitAsync(ct);
        }

        return outcome with
        {
            EndWritten = isMine,
        };
    }

    // What an attempt says of the webhook itself.
    private static async Task FollowAsync(
        MatchingDb db,
        Webhook tried,
        DeliveryState state,
        bool isGone,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            state == DeliveryState.Waiting
            || (state == DeliveryState.Delivered && tried.DeadInARow == 0)
            || await LockedWebhook.FindAsync(db, tried.Id, ct) is not { } webhook
            // Written anew meanwhile: what was tried is not what is there now.
            || !webhook.Url.AsSpan().SequenceEqual(tried.Url)
        )
        {
            return;
        }

        if (isGone)
        {
            webhook.End(clock.Today());
        }
        else if (state == DeliveryState.Dead)
        {
            webhook.GiveUp(clock.Today());
        }
        else
        {
            webhook.Arrived();
        }

        await db.SaveChangesAsync(ct);
        if (webhook.State != tried.State)
        {
            await db.EnqueueAsync(Webhook.Moved, webhook.Id, clock.GetUtcNow(), ct);
        }
    }
}
