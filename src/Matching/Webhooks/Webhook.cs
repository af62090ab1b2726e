using System;
using System.Collections.Generic;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Webhooks;

/// <summary>Whether something is sent to it.</summary>
public enum WebhookState
{
    Active,

    /// <summary>We stopped, because nothing arrived for long.</summary>
    Disabled,

    /// <summary>The receiver said that it wants no more.</summary>
    Ended,
}

/// <summary>Why nothing is sent any more.</summary>
public enum StopReason
{
    /// <summary>It answered 410.</summary>
    Gone,

    /// <summary>Several events in a row were given up.</summary>
    Failing,
}

/// <summary>Where a program of a body is told of events.</summary>
public sealed class Webhook
{
    /// <summary>The event that we stopped sending to one, or that it is sent to again.</summary>
    public const string Moved = "webhook-moved";

    /// <summary>How many a body may have.</summary>
    public const int MostOfBody = 10;

    /// <summary>So many given up in a row, and nothing more is tried.</summary>
    public const int MostDead = 3;

    /// <summary>How long the secret before is valid beside the new one.</summary>
    public static readonly TimeSpan ChangeOver = TimeSpan.FromHours(24);

    private const string UrlField = "webhooks.url";
    private const string SecretField = "webhooks.secret";

    public required Guid Id { get; init; }

    public required Guid Body { get; init; }

    /// <summary>The types that it asks for.</summary>
    public string[] Events { get; private set; } = [];

    public byte[] Url { get; private set; } = [];

    public byte[] Secret { get; private set; } = [];

    public byte[]? PreviousSecret { get; private set; }

    public DateTimeOffset? PreviousUntil { get; private set; }

    public WebhookState State { get; private set; }

    public StopReason? Reason { get; private set; }

    /// <summary>How many events in a row were given up.</summary>
    public int DeadInARow { get; private set; }

    public required DateOnly CreatedOn { get; init; }

    public DateOnly? StoppedOn { get; private set; }

    /// <summary>Where it goes.</summary>
    public string Open(RecordKey key) => key.Open(Url, UrlField);

    /// <summary>Written anew: what had stopped is sent again.</summary>
    public void Write(string url, IReadOnlyList<string> events, RecordKey key)
    {
        (Url, Events) = (key.Close(url, UrlField), [.. events]);
        (State, Reason, StoppedOn, DeadInARow) = (WebhookState.Active, null, null, 0);
    }

    /// <summary>
    /// A new secret. The one before stays valid for a day; an older one, where a change-over was under way, ends.
    /// </summary>
    public WebhookSecret Rotate(RecordKey key, DateTimeOffset now)
    {
        if (Secret.Length > 0)
        {
            (PreviousSecret, PreviousUntil) = (Secret, now + ChangeOver);
        }

        var secret = WebhookSecret.New();
        Secret = key.Close(secret.ToString(), SecretField);
        return secret;
    }

    /// <summary>The secrets that are valid, the newest first.</summary>
    public IEnumerable<WebhookSecret> Secrets(RecordKey key, DateTimeOffset now)
    {
        yield return WebhookSecret.Parse(key.Open(Secret, SecretField));
        if (PreviousSecret is { } previous && now < PreviousUntil)
        {
            yield return WebhookSecret.Parse(key.Open(previous, SecretField));
        }
    }

    /// <summary>Something arrived.</summary>
    public void Arrived() => DeadInARow = 0;

    /// <summary>The receiver wants no more.</summary>
    public void End(DateOnly today) => Stop(WebhookState.Ended, StopReason.Gone, today);

    /// <summary>Something was given up.</summary>
    public void GiveUp(DateOnly today)
    {
        DeadInARow++;
        if (State == WebhookState.Active && DeadInARow >= MostDead)
        {
            Stop(WebhookState.Disabled, StopReason.Failing, today);
        }
    }

    private void Stop(WebhookState state, StopReason reason, DateOnly today) =>
        (State, Reason, StoppedOn) = (state, reason, today);

    internal sealed class Mapping : IEntityTypeConfiguration<Webhook>
    {
        public void Configure(EntityTypeBuilder<Webhook> builder)
        {
            builder.ToTable("webhooks");
            builder.HasKey(webhook => webhook.Id);
        }
    }
}
