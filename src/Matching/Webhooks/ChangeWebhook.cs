using System;
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
using Microsoft.Extensions.Options;

namespace Matching.Webhooks;

/// <summary>
/// Where a webhook goes and of what it is told, all of it anew; its secret stays. One that had stopped is told again.
/// </summary>
public static class ChangeWebhook
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/webhooks/{id:guid}", ExecuteAsync)
            .WithName("ChangeWebhook")
            .WithSummary("A webhook written anew; one that had stopped is told again")
            .Example(AddWebhook.Example)
            .Requires(Role.BodyAdmin)
            .Validates<WebhookForm, WebhookForm.Validator>()
            .Refuses(Problems.NotFound, Problems.WebhookAddressRefused);

    public static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ExecuteAsync(
        Guid id,
        WebhookForm request,
        IfMatch match,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        IOptions<WebhookOptions> options,
        Language language,
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

        if (match.Refusal(WebhookView.Written(webhook.Open(key), webhook.Events)) is { } refusal)
        {
            return refusal;
        }

        if (request.Body is { } body && body != webhook.Body)
        {
            return Problems.Forbidden.Because("A webhook stays with its body.");
        }

        if (request.Refusal(options.Value) is { } problem)
        {
            return problem;
        }

        var hadStopped = webhook.State != WebhookState.Active;
        webhook.Write(request.Url, request.Events, key);
        db.Note("webhook-changed", id);
        await db.SaveChangesAsync(ct);
        if (hadStopped)
        {
            await db.EnqueueAsync(Webhook.Moved, id, clock.GetUtcNow(), ct);
        }

        return TypedResults.Ok(WebhookView.Of(webhook, key, language, clock.GetUtcNow()));
    }
}
