using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Starters;

/// <summary>Whether a starter can be asked.</summary>
public enum StarterState
{
    Active,
    Paused,
}

/// <summary>
/// A person trained to start groups, who is there for the first meetings and then makes herself superfluous. Her name
/// and how to reach her are sealed.
/// </summary>
public sealed class Starter
{
    /// <summary>The sealed fields, as <see cref="Sealing.RecordKey"/> names them.</summary>
    public const string NameField = "starters.name";
    public const string EmailField = "starters.email";
    public const string PhoneField = "starters.phone";

    public required Guid Id { get; init; }

    /// <summary>
    /// The number that people call her by where her name is not theirs to know; given by the database.
    /// </summary>
    public int Number { get; init; }

    /// <summary>The name that imports know her by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The body that she works with.</summary>
    public required Guid Body { get; set; }

    public byte[] Name { get; set; } = [];

    public byte[]? Email { get; set; }

    public byte[]? Phone { get; set; }

    /// <summary>Ids of the topics that she starts groups about; empty: any.</summary>
    public short[] Topics { get; set; } = [];

    /// <summary>
    /// Code of a town, municipality or postal code: where her radius is drawn from, never an address.
    /// </summary>
    public string Home { get; set; } = "";

    public double Longitude { get; set; }

    public double Latitude { get; set; }

    /// <summary>How far from home she starts groups, in km.</summary>
    public int RadiusKm { get; set; }

    public string[] Languages { get; set; } = [];

    /// <summary>How many groups she would start at a time.</summary>
    public int GroupsAtATime { get; set; }

    /// <summary>How many she is with by the count of staff; those that she took by a request come on top.</summary>
    public int GroupsNow { get; set; }

    /// <summary>The starter course that she took, where it is known here.</summary>
    public Guid? Course { get; set; }

    /// <summary>The year in which she took one.</summary>
    public int? CourseYear { get; set; }

    /// <summary>The day of her certificate; null: none.</summary>
    public DateOnly? CertifiedOn { get; set; }

    /// <summary>The day she agreed to be shown to other bodies; null: she did not.</summary>
    public DateOnly? ConsentedOn { get; set; }

    public DateOnly? PausedOn { get; private set; }

    /// <summary>The last day of the pause; null: until somebody ends it.</summary>
    public DateOnly? PausedUntil { get; private set; }

    /// <summary>Made up, to try the service with.</summary>
    public bool Demonstration { get; init; }

    /// <summary>Whether she pauses on a day. A pause ends by itself after its last day.</summary>
    public StarterState StateOn(DateOnly day) =>
        PausedOn is not null && !(PausedUntil < day) ? StarterState.Paused : StarterState.Active;

    /// <summary>Whether she would start another group.</summary>
    /// <param name="requests">Those that she took, and those that she is asked for.</param>
    public bool IsAvailable(DateOnly day, int requests) =>
        StateOn(day) == StarterState.Active && GroupsNow + requests < GroupsAtATime;

    /// <summary>Pauses, or pauses until another day.</summary>
    /// <param name="until">The last day; null: until somebody ends it.</param>
    public void Pause(DateOnly today, DateOnly? until) =>
        (PausedOn, PausedUntil) = (StateOn(today) == StarterState.Paused ? PausedOn : today, until);

    /// <summary>Can be asked again; false where she does not pause.</summary>
    public bool Resume()
    {
        var paused = PausedOn is not null;
        (PausedOn, PausedUntil) = (null, null);
        return paused;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Starter>
    {
        public void Configure(EntityTypeBuilder<Starter> builder)
        {
            builder.ToTable("starters");
            builder.HasKey(starter => starter.Id);
            builder.Property(starter => starter.Number).ValueGeneratedOnAdd();
        }
    }
}
