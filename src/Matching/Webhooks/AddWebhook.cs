using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Matching.Webhooks;

/// <summary>
/// Lets a program of a body be told of events. The secret that they are signed with is shown this once.
/// </summary>
public static class AddWebhook
{
    /// <summary>A form with everything in it, for the document.</summary>
    public const string Example = """
        {
          "url": "https://body.example.org/hooks/matching", "events": ["desk.news.v1"],
          "body": "42117670-f9cc-47cc-9ff7-5592335f314d"
        }
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/webhooks", ExecuteAsync)
            .WithName("AddWebhook")
            .WithSummary("A new webhook by Standard Webhooks; its secret is shown once")
            .Example(Example)
            .Requires(Role.BodyAdmin)
            .Validates<WebhookForm, WebhookForm.Validator>()
            .Idempotent<WebhookForm>()
            .Refuses(Problems.BodyUnknown, Problems.WebhookAddressRefused, Problems.TooManyWebhooks);

    /// <param name="Secret">What it is signed with, never shown again.</param>
    public sealed record Response(Guid Id, string Secret);

    public static async Task<Results<Created<Response>, ProblemHttpResult>> ExecuteAsync(
        WebhookForm request,
        Caller caller,
        MatchingDb db,
        Secrets secrets,
        IOptions<WebhookOptions> options,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var body = request.Body ?? caller.Body;
        if (!caller.MayActFor(body))
        {
            return Problems.Forbidden.Because();
        }

        if (!await db.Bodies.AnyAsync(known => known.Id == body && known.State != BodyState.Ended, ct))
        {
            return Problems.BodyUnknown.At("body", "no body has this id, or it has ended");
        }

        if (request.Refusal(options.Value) is { } refusal)
        {
            return refusal;
        }

        if (await db.Webhooks.CountAsync(row => row.Body == body, ct) >= Webhook.MostOfBody)
        {
            return Problems.TooManyWebhooks.Because();
        }

        var webhook = new Webhook
        {
            Id = RandomId.New(),
            Body = body,
            CreatedOn = clock.Today(),
        };
        var key = RecordKey.New(db, secrets, webhook.Id);
        webhook.Write(request.Url, request.Events, key);
        var secret = webhook.Rotate(key, clock.GetUtcNow());
        db.Webhooks.Add(webhook);
        db.Note("webhook-added", webhook.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/v1/webhooks/{webhook.Id}", new Response(webhook.Id, secret.ToString()));
    }
}
