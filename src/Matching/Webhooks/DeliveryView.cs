using System;

namespace Matching.Webhooks;

/// <summary>How far an event came on its way to one webhook. Nothing of the answer's body is kept.</summary>
/// <param name="Event">The header <c>webhook-id</c>: the same at each attempt.</param>
/// <param name="About">The group, body or webhook that it is about.</param>
/// <param name="At">When it happened; of news at a desk only the day.</param>
/// <param name="LastStatus">The status of the last answer; null where none came.</param>
/// <param name="Error">A code: why the last attempt failed.</param>
/// <param name="LastAt">When it was last tried.</param>
public sealed record DeliveryView(
    Guid Id,
    string Event,
    string Type,
    Guid About,
    DateTimeOffset At,
    DeliveryState State,
    int Attempts,
    int? LastStatus,
    string? Error,
    DateTimeOffset? LastAt
)
{
    internal static DeliveryView Of(WebhookDelivery delivery) =>
        new(
            delivery.Id,
            delivery.MessageId,
            delivery.Type,
            delivery.Subject,
            delivery.OccurredAt,
            delivery.State,
            delivery.Attempts,
            delivery.LastStatus,
            delivery.LastError,
            delivery.LastAt
        );
}
