using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matching.Webhooks;

/// <summary>
/// A new secret, shown this once. For a day both sign, so that the receiver can change over; asked for twice, the older
/// one ends at once.
/// </summary>
public static class RotateSecret
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/webhooks/{id:guid}/secret", ExecuteAsync)
            .WithName("RotateWebhookSecret")
            .WithSummary("A new secret of a webhook, shown once; the one before is valid for 24 hours more")
            .Requires(Role.BodyAdmin)
            .Idempotent<Guid>()
            .Refuses(Problems.NotFound);

    /// <param name="Secret">The new one, never shown again.</param>
    /// <param name="PreviousUntil">Until when the one before signs too.</param>
    public sealed record Response(Guid Id, string Secret, DateTimeOffset PreviousUntil);

    public static async Task<Results<Created<Response>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            await LockedWebhook.FindAsync(db, caller, id, ct) is not { } webhook
            || await RecordKey.OfAsync(db, secrets, id, ct) is not { } key
        )
        {
            return Problems.NotFound.Because();
        }

        var secret = webhook.Rotate(key, clock.GetUtcNow());
        db.Note("webhook-secret-rotated", id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created(
            $"/v1/webhooks/{id}",
            new Response(id, secret.ToString(), webhook.PreviousUntil!.Value)
        );
    }
}
