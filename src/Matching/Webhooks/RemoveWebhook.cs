using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Jobs;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Webhooks;

/// <summary>A webhook is told of nothing more; its secret, its address and what was on its way are erased.</summary>
public static class RemoveWebhook
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/webhooks/{id:guid}", ExecuteAsync)
            .WithName("RemoveWebhook")
            .WithSummary("Takes a webhook away, with its deliveries")
            .Requires(Role.BodyAdmin)
            .Refuses(Problems.NotFound);

    public static async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
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

        // A job that runs now finds nothing when it ends.
        await db
            .Jobs.Where(job => job.Kind == WebhookDelivery.Job && job.Lease == null)
            .Where(job => db.WebhookDeliveries.Any(row => row.Webhook == id && row.Id == job.Subject))
            .ExecuteDeleteAsync(ct);
        db.Webhooks.Remove(webhook);
        db.Note("webhook-removed", id);
        await db.SaveChangesAsync(ct);
        await RecordKey.EraseAsync(db, id, ct);
        await db.EnqueueAsync(Webhook.Moved, id, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }
}
