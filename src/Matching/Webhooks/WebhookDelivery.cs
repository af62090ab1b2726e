using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Webhooks;

/// <summary>How far an event came on its way to one webhook.</summary>
public enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>Given up after about three days; it can be sent again.</summary>
    Dead,

    /// <summary>Not sent, because the webhook had stopped.</summary>
    Dropped,
}

/// <summary>One event on its way to one webhook. Of what the receiver answers only the status is kept.</summary>
public sealed class WebhookDelivery
{
    /// <summary>The kind of the jobs that take it there.</summary>
    public const string Job = "deliver-webhook";

    public required Guid Id { get; init; }

    public required Guid Webhook { get; init; }

    /// <summary>The event: the same for every webhook that is told of it.</summary>
    public required Guid Event { get; init; }

    public required string Type { get; init; }

    /// <summary>The group, body or webhook that it is about.</summary>
    public required Guid Subject { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public DeliveryState State { get; init; }

    public int Attempts { get; init; }

    public int? LastStatus { get; init; }

    /// <summary>The code of the last failure; null where it arrived or was not tried.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The header <c>webhook-id</c>.</summary>
    public string MessageId => $"msg_{Event:N}";

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
        {
            builder.ToTable("webhook_deliveries");
            builder.HasKey(delivery => delivery.Id);
            builder.Ignore(delivery => delivery.MessageId);
        }
    }
}
