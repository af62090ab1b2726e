using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Webhooks;

/// <summary>
/// Sends an event that says nothing, on the way of all others: how it went can be read at the deliveries.
/// </summary>
public static class TestWebhook
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/webhooks/{id:guid}/test", ExecuteAsync)
            .WithName("TestWebhook")
            .WithSummary("Sends a test event to a webhook")
            .Requires(Role.BodyAdmin)
            .Idempotent<Guid>()
            .Refuses(Problems.NotFound, Problems.WebhookStopped);

    public static async Task<Results<Created<DeliveryView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await LockedWebhook.FindAsync(db, caller, id, ct) is not { } webhook)
        {
            return Problems.NotFound.Because();
        }

        if (webhook.State != WebhookState.Active)
        {
            return Problems.WebhookStopped.Because(null, ("state", webhook.State));
        }

        var delivery = new WebhookDelivery
        {
            Id = RandomId.New(),
            Webhook = id,
            Event = RandomId.New(),
            Type = EventCatalogue.Test,
            Subject = id,
            OccurredAt = clock.GetUtcNow(),
        };
        db.WebhookDeliveries.Add(delivery);
        await db.SaveChangesAsync(ct);
        await db.EnqueueAsync(WebhookDelivery.Job, delivery.Id, clock.GetUtcNow(), ct);
        return TypedResults.Created($"/v1/webhooks/{id}/deliveries", DeliveryView.Of(delivery));
    }
}
