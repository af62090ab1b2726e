using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Matching.Web;

namespace Matching.Webhooks;

/// <summary>A webhook as its body reads it, without its secret.</summary>
/// <param name="State">Whether anything is sent.</param>
/// <param name="Reason">Why nothing is sent any more; null while it is.</param>
/// <param name="PreviousSecretUntil">Until when the secret before signs too; null where none does.</param>
/// <param name="StoppedOn">The day from which nothing is sent.</param>
public sealed record WebhookView(
    Guid Id,
    Guid Body,
    string Url,
    IReadOnlyList<string> Events,
    WebhookState State,
    Said? Reason,
    DateTimeOffset? PreviousSecretUntil,
    DateOnly CreatedOn,
    DateOnly? StoppedOn
) : IVersioned
{
    object? IVersioned.Stored => Written(Url, Events);

    /// <summary>What a PUT writes anew.</summary>
    internal static object Written(string url, IReadOnlyList<string> events) => (string[])[url, .. events];

    /// <summary>These webhooks in this order.</summary>
    internal static async Task<IReadOnlyList<WebhookView>> ReadAsync(
        MatchingDb db,
        Secrets secrets,
        Language language,
        DateTimeOffset now,
        IReadOnlyList<Webhook> webhooks,
        CancellationToken ct
    )
    {
        var keys = await RecordKey.OfAsync(db, secrets, [.. webhooks.Select(webhook => webhook.Id)], ct);
        return [.. webhooks.Select(webhook => Of(webhook, keys[webhook.Id], language, now))];
    }

    internal static WebhookView Of(Webhook webhook, RecordKey key, Language language, DateTimeOffset now) =>
        new(
            webhook.Id,
            webhook.Body,
            webhook.Open(key),
            webhook.Events,
            webhook.State,
            webhook.Reason is { } reason ? Texts.Of("Webhooks", Codes.Of(reason), language) : null,
            now < webhook.PreviousUntil ? webhook.PreviousUntil : null,
            webhook.CreatedOn,
            webhook.StoppedOn
        );
}
