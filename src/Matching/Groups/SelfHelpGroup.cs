using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Matching.Jobs;
using Matching.Places;
using Matching.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Groups;

/// <summary>Where a group stands in its life.</summary>
public enum GroupState
{
    Forming,
    Open,
    Full,
    Paused,
    Ended,
}

/// <summary>How a group meets.</summary>
public enum MeetingForm
{
    InPerson,
    Digital,
    Hybrid,
    Telephone,
}

/// <summary>How somebody joins it.</summary>
public enum Joining
{
    Direct,
    ContactFirst,
}

/// <summary>How much of the meeting place is public.</summary>
public enum Visibility
{
    /// <summary>Venue, address and coordinates.</summary>
    Exact,

    /// <summary>The municipality.</summary>
    Area,

    /// <summary>The municipality, and the group leaves by no feed.</summary>
    Hidden,
}

/// <summary>Whom a group is for; of a person, what she is, and <c>any</c> where she does not say.</summary>
public enum Gender
{
    Any,
    Women,
    Men,
}

/// <summary>Four to eight people who meet regularly without a leader.</summary>
public sealed class SelfHelpGroup : IAnnounced
{
    /// <summary>The event that a group paused or ended: places on offer in it are none any more.</summary>
    public const string Stopped = "group-stopped";

    /// <summary>The event that a group opened that formed from a proposal: its members are told.</summary>
    public const string Opened = "group-opened";

    /// <summary>The sealed field of the contact, as <see cref="Sealing.RecordKey"/> names it.</summary>
    public const string ContactField = "groups.contact";

    // Work to do, or between a group and its body. A member more or less is told only where it makes the group full or
    // opens it again.
    private static readonly string[] Inner =
    [
        nameof(ToMatch),
        nameof(ToReview),
        nameof(AwaitsStarter),
        nameof(Contact),
        nameof(ExternalId),
        nameof(ImportedMembers),
        nameof(Members),
        nameof(PausedWhileForming),
    ];

    public required Guid Id { get; init; }

    /// <summary>The number that people call it by; given by the database.</summary>
    public int Number { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>The body that answers for it.</summary>
    public required Guid Body { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Ids of its topics; empty: across topics.</summary>
    public short[] Topics { get; set; } = [];

    public GroupState State { get; private set; } = GroupState.Forming;

    /// <summary>Whether it was still forming when it paused.</summary>
    public bool PausedWhileForming { get; private set; }

    /// <summary>How many it can be.</summary>
    public int Capacity { get; private set; }

    /// <summary>How many it is.</summary>
    public int Members { get; private set; }

    /// <summary>How many it was by the list that was imported last; null where none said it.</summary>
    public int? ImportedMembers { get; set; }

    /// <summary>Places that nobody has; some of them may be on offer.</summary>
    public int FreePlaces => Capacity - Members;

    public Joining Joining { get; set; }

    public MeetingForm Form { get; set; }

    public string? Venue { get; set; }

    public string? Address { get; set; }

    /// <summary>The number of the municipality where it meets, or from which a digital group is run.</summary>
    public string Municipality { get; set; } = "";

    public double Longitude { get; private set; }

    public double Latitude { get; private set; }

    public double PublicLongitude { get; private set; }

    public double PublicLatitude { get; private set; }

    public Visibility Visibility { get; private set; }

    public string? Rrule { get; private set; }

    /// <summary>The first meeting, wall-clock time in Oslo.</summary>
    public DateTime? StartsAt { get; private set; }

    public int? DurationMinutes { get; private set; }

    /// <summary>When it does not meet, as <see cref="Groups.Pause"/> is stored.</summary>
    public string[] Pauses { get; private set; } = [];

    /// <summary>The day of the week on which it meets, as <c>mo</c> to <c>su</c>.</summary>
    public string? Weekday { get; private set; }

    /// <summary>When it meets, as the code that an interest uses.</summary>
    public string? Times { get; private set; }

    /// <summary>When it meets; null: not known yet.</summary>
    public Schedule? Schedule =>
        Rrule is null
            ? null
            : new(Rrule, StartsAt!.Value, DurationMinutes!.Value, [.. Pauses.Select(Groups.Pause.Stored)]);

    public string[] Languages { get; set; } = [];

    public Gender Gender { get; set; }

    /// <summary>Ages that it is for; empty: all.</summary>
    public string[] AgeBands { get; set; } = [];

    /// <summary>The private address to which it is told that somebody is coming, sealed.</summary>
    public byte[]? Contact { get; set; }

    /// <summary>The day on which somebody last said that this is still right.</summary>
    public required DateOnly ConfirmedOn { get; set; }

    /// <summary>Made up, to try the service with.</summary>
    public bool Demonstration { get; init; }

    /// <summary>
    /// It could fit more people than before: the next round looks who waits for it. Work to do is no version of it.
    /// </summary>
    [JsonIgnore]
    public bool ToMatch { get; set; }

    /// <summary>What decides about it changed: the next round looks whether its matches still hold.</summary>
    [JsonIgnore]
    public bool ToReview { get; private set; }

    /// <summary>Formed from a proposal: it opens with a schedule.</summary>
    public bool Proposed { get; init; }

    /// <summary>Formed, and no starter has taken it yet.</summary>
    public bool AwaitsStarter { get; set; }

    /// <summary>What may be done in this state.</summary>
    public IEnumerable<string> LegalMoves()
    {
        if (State == GroupState.Forming)
        {
            yield return "open";
        }

        if (State is GroupState.Open or GroupState.Full)
        {
            yield return "close";
        }

        if (State is GroupState.Forming or GroupState.Open or GroupState.Full)
        {
            yield return "pause";
        }

        if (State == GroupState.Paused)
        {
            yield return "resume";
        }

        if (State != GroupState.Ended)
        {
            yield return "confirm";
            yield return "end";
        }
    }

    /// <summary>
    /// A forming group begins to meet. False where its state does not allow it, here and in the other moves.
    /// </summary>
    public bool Open(DateOnly today) => Move(State == GroupState.Forming, Settled(), today);

    /// <summary>Opened by mistake: it goes back to forming.</summary>
    public bool TakeBackOpening(DateOnly today) =>
        Move(State is GroupState.Open or GroupState.Full, GroupState.Forming, today);

    /// <summary>Rests for a while and is found by nobody.</summary>
    public bool Pause()
    {
        var forming = State == GroupState.Forming;
        if (!Move(State is GroupState.Forming or GroupState.Open or GroupState.Full, GroupState.Paused, null))
        {
            return false;
        }

        PausedWhileForming = forming;
        return true;
    }

    /// <summary>Goes on after a pause as it was before: a pause opens no group.</summary>
    public bool Resume(DateOnly today) =>
        Move(State == GroupState.Paused, PausedWhileForming ? GroupState.Forming : Settled(), today);

    /// <summary>Somebody says that this is still right.</summary>
    public bool Confirm(DateOnly today) => Move(State != GroupState.Ended, State, today);

    /// <summary>Ends for good.</summary>
    public bool End() => Move(State != GroupState.Ended, GroupState.Ended, null);

    /// <summary>Sets how many it can be and is; open becomes full and full open by themselves.</summary>
    public void Count(int capacity, int members)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(members, capacity);
        ToMatch |= capacity - members > FreePlaces;
        (Capacity, Members) = (capacity, members);
        if (State is GroupState.Open or GroupState.Full)
        {
            State = Settled();
        }
    }

    /// <summary>Somebody said yes and has a place now; false where none is free.</summary>
    public bool TakePlace()
    {
        if (FreePlaces < 1 || State is not (GroupState.Forming or GroupState.Open))
        {
            return false;
        }

        Count(Capacity, Members + 1);
        return true;
    }

    /// <summary>Somebody who had a place leaves it; false where nobody has one.</summary>
    public bool LeavePlace()
    {
        if (Members < 1)
        {
            return false;
        }

        Count(Capacity, Members - 1);
        return true;
    }

    /// <summary>Sets whom it is for and how it meets.</summary>
    public void IsFor(short[] topics, MeetingForm form, string[] languages, Gender gender, string[] ageBands)
    {
        if (
            (form, gender) != (Form, Gender)
            || !topics.SequenceEqual(Topics)
            || !languages.SequenceEqual(Languages)
            || !ageBands.SequenceEqual(AgeBands)
        )
        {
            Changed();
        }

        (Topics, Form, Languages, Gender, AgeBands) = (topics, form, languages, gender, ageBands);
    }

    /// <summary>
    /// So many starters have taken it. One that formed from a proposal awaits another where they become too few before
    /// it opens.
    /// </summary>
    /// <param name="least">With how many it may open.</param>
    public void CountStarters(int taken, int least) =>
        AwaitsStarter = (AwaitsStarter || (Proposed && State == GroupState.Forming)) && taken < least;

    /// <summary>
    /// Sets where it meets. Unless all of that is public, the municipality's point stands for it in public.
    /// </summary>
    public void MeetAt(Coordinates venue, Coordinates municipality, Visibility visibility)
    {
        (Longitude, Latitude) = (venue.Longitude, venue.Latitude);
        var shown = visibility == Visibility.Exact ? venue : municipality;
        if ((shown.Longitude, shown.Latitude) != (PublicLongitude, PublicLatitude))
        {
            Changed();
        }

        (PublicLongitude, PublicLatitude) = (shown.Longitude, shown.Latitude);
        Visibility = visibility;
    }

    /// <summary>Sets when it meets; null: not known yet.</summary>
    public void MeetOn(Schedule? schedule)
    {
        Rrule = schedule?.Rrule;
        StartsAt = schedule?.Start;
        DurationMinutes = schedule?.DurationMinutes;
        Pauses = [.. schedule?.Pauses.Select(pause => pause.ToString()) ?? []];
        Weekday = schedule?.Weekday;
        if (schedule?.Times != Times)
        {
            Changed();
        }

        Times = schedule?.Times;
    }

    /// <inheritdoc/>
    public string? EventOf(EntityEntry change)
    {
        var isNew = change.State == EntityState.Added;
        var (was, shown) = isNew
            ? (GroupState.Forming, Visibility)
            : (Original<GroupState>(change, nameof(State)), Original<Visibility>(change, nameof(Visibility)));
        var opened = was == GroupState.Forming && State is GroupState.Open or GroupState.Full;
        if (Demonstration && isNew || (Visibility, shown) == (Visibility.Hidden, Visibility.Hidden))
        {
            return null;
        }

        return opened ? EventCatalogue.GroupOpened
            : change.Properties.Any(value => value.IsModified && !Inner.Contains(value.Metadata.Name))
                ? EventCatalogue.GroupChanged
            : null;
    }

    private static T Original<T>(EntityEntry change, string property) => (T)change.Property(property).OriginalValue!;

    private void Changed() => (ToMatch, ToReview) = (true, true);

    private GroupState Settled() => FreePlaces > 0 ? GroupState.Open : GroupState.Full;

    private bool Move(bool legal, GroupState to, DateOnly? confirmed)
    {
        if (!legal)
        {
            return false;
        }

        ToMatch |= to != State && to is GroupState.Forming or GroupState.Open;
        if (to == GroupState.Ended)
        {
            Changed();
        }

        State = to;
        ConfirmedOn = confirmed ?? ConfirmedOn;
        return true;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<SelfHelpGroup>
    {
        public void Configure(EntityTypeBuilder<SelfHelpGroup> builder)
        {
            builder.ToTable("groups");
            builder.HasKey(group => group.Id);
            builder.Property(group => group.Number).ValueGeneratedOnAdd();
            builder.Property(group => group.StartsAt).HasColumnType("timestamp");
            builder.Ignore(group => group.FreePlaces);
            builder.Ignore(group => group.Schedule);
        }
    }
}
