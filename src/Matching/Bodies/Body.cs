using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Matching.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Bodies;

/// <summary>What a body is; the order is that of the chain, nearest to the person first.</summary>
public enum BodyKind
{
    ContactPoint,
    LinkCentre,
    DistrictOffice,
    NationalOffice,
}

/// <summary>Whether a body answers now.</summary>
public enum BodyState
{
    Active,
    Paused,
    Ended,
}

/// <summary>
/// A body that answers for places: contact point, LINK centre, district office or the national office.
/// </summary>
public sealed class Body : IAnnounced
{
    /// <summary>
    /// The event that a body does not answer any more: it ended or pauses, or its mail is refused. Its cases go on.
    /// </summary>
    public const string StoppedAnswering = "body-stopped-answering";

    /// <summary>The event that what kept a body from answering may be mended.</summary>
    public const string AnswersAgain = "body-answers-again";

    /// <summary>The event that a body changed its policy: what it let wait may go on.</summary>
    public const string PolicyChanged = "body-policy-changed";

    /// <summary>The event that something public of a body changed, as programs outside are told.</summary>
    public const string Changed = "body.changed.v1";

    private static readonly string[] Public =
    [
        nameof(Name),
        nameof(Phone),
        nameof(Email),
        nameof(Url),
        nameof(House),
        nameof(State),
    ];

    public required Guid Id { get; init; }

    /// <summary>The name that imports and seeds know it by.</summary>
    public string? ExternalId { get; init; }

    public required BodyKind Kind { get; init; }

    public required string Name { get; set; }

    public string? Phone { get; set; }

    /// <summary>Where its neutral mails go.</summary>
    public required string Email { get; set; }

    public string? Url { get; set; }

    /// <summary>The code of the place where its house stands.</summary>
    public required string House { get; set; }

    public BodyState State { get; private set; } = BodyState.Active;

    /// <summary>The day its mail was refused for good; passed over until that is mended.</summary>
    public DateOnly? UnreachableSince { get; private set; }

    /// <summary>The day a case passed on because it stayed silent; passed over until it answers one.</summary>
    public DateOnly? SilentSince { get; private set; }

    /// <summary>Where its mails go besides: what its policy says.</summary>
    public string? Deputy { get; private set; }

    /// <summary>How much it is to be told of, ever, beside those who wait for its answer.</summary>
    public long News { get; init; }

    /// <summary>How much of that a mail told of.</summary>
    public long NewsTold { get; init; }

    /// <summary>The last Oslo day on which it was written to.</summary>
    public DateOnly? MailedOn { get; init; }

    /// <summary>How often it was written to on that day.</summary>
    public int Mails { get; init; }

    public Policy Policy { get; set; } = new();

    /// <summary>How it is called and reached: what is written anew together.</summary>
    public IReadOnlyList<string?> Written => [Name, Phone, Email, Url, House];

    /// <summary>Stops answering for a while; false where that is not possible.</summary>
    public bool Pause() => Move(from: BodyState.Active, to: BodyState.Paused);

    /// <summary>Answers again.</summary>
    public bool Resume() => Move(from: BodyState.Paused, to: BodyState.Active);

    /// <summary>Ends for good.</summary>
    public bool End()
    {
        if (State == BodyState.Ended || Kind == BodyKind.NationalOffice)
        {
            return false;
        }

        State = BodyState.Ended;
        return true;
    }

    /// <summary>It says that it is back after it was silent; false where it was not.</summary>
    public bool Speak()
    {
        var wasSilent = SilentSince is not null;
        SilentSince = null;
        return wasSilent;
    }

    /// <summary>
    /// Its mails go there from now on; what was refused at another address, or not answered from there, does not count
    /// any more. False where they go there already.
    /// </summary>
    public bool ReachAt(string email)
    {
        if (email == Email)
        {
            return false;
        }

        (Email, UnreachableSince, SilentSince) = (email, null, null);
        return true;
    }

    /// <inheritdoc/>
    public string? EventOf(EntityEntry change) =>
        change.Properties.Any(value => value.IsModified && Public.Contains(value.Metadata.Name))
        || change.State == EntityState.Added
            ? Changed
            : null;

    private bool Move(BodyState from, BodyState to)
    {
        if (State != from || Kind == BodyKind.NationalOffice)
        {
            return false;
        }

        State = to;
        return true;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Body>
    {
        public void Configure(EntityTypeBuilder<Body> builder)
        {
            builder.ToTable("bodies");
            builder.HasKey(body => body.Id);
            builder.Ignore(body => body.Written);
            builder.Property(body => body.Deputy).ValueGeneratedOnAddOrUpdate();
            builder
                .Property(body => body.Policy)
                .HasColumnType("jsonb")
                .HasConversion(
                    policy => JsonSerializer.Serialize(policy, Policy.Json),
                    json => JsonSerializer.Deserialize<Policy>(json, Policy.Json)!
                );
        }
    }
}
