using System;
using System.Linq;
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
using Microsoft.EntityFrameworkCore;

namespace Matching.Webhooks;

/// <summary>
/// Sends an event to a webhook again, also one that arrived: with the same id, so that it is known as one.
/// </summary>
public static class ReplayDelivery
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/webhooks/{id:guid}/deliveries/{deliveryId:guid}/replay", ExecuteAsync)
            .WithName("ReplayWebhookDelivery")
            .WithSummary("Sends an event to a webhook again")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound, Problems.WebhookStopped);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Guid deliveryId,
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

        var found = await db
            .WebhookDeliveries.Where(row => row.Id == deliveryId && row.Webhook == id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Waiting), ct);
        if (found == 0)
        {
            return Problems.NotFound.Because();
        }

        // It is no dead letter any more.
        await db
            .Jobs.Where(job => job.Kind == WebhookDelivery.Job && job.Subject == deliveryId && job.State == "dead")
            .ExecuteDeleteAsync(ct);
        await db.EnqueueAsync(WebhookDelivery.Job, deliveryId, clock.GetUtcNow(), ct, again: RandomId.New());
        return TypedResults.NoContent();
    }
}
