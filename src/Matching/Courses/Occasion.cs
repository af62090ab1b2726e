using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Courses;

/// <summary>What an occasion is for.</summary>
public enum OccasionSort
{
    /// <summary>Starters are trained.</summary>
    StarterCourse,

    /// <summary>People hear what a self-help group is before they choose.</summary>
    InformationMeeting,
}

/// <summary>How one takes part.</summary>
public enum OccasionKind
{
    InPerson,

    /// <summary>On a screen, or in the course portal.</summary>
    Digital,

    /// <summary>At a school, for its own students, who are certified there: offered to nobody else.</summary>
    Students,
}

/// <summary>One sitting of an occasion.</summary>
/// <param name="Start">Wall-clock time in Oslo.</param>
public readonly record struct Session(DateTime Start, int DurationMinutes);

/// <summary>A starter course or an information meeting: something that a person can come to as a next step.</summary>
public sealed class Occasion
{
    public required Guid Id { get; init; }

    /// <summary>The body that holds it.</summary>
    public required Guid Body { get; set; }

    public required OccasionSort Sort { get; init; }

    public OccasionKind Kind { get; set; }

    public string Title { get; set; } = "";

    /// <summary>Code of the place; null for a digital one.</summary>
    public string? Place { get; set; }

    public double? Longitude { get; set; }

    public double? Latitude { get; set; }

    public string? Venue { get; set; }

    public string? Address { get; set; }

    /// <summary>When its sessions begin, wall-clock time in Oslo, soonest first.</summary>
    public DateTime[] Starts { get; private set; } = [];

    /// <summary>How long each takes.</summary>
    public int[] Minutes { get; private set; } = [];

    /// <summary>When the first session begins; reckoned by the database.</summary>
    public DateTime BeginsAt { get; private set; }

    public IEnumerable<Session> Sessions => Starts.Zip(Minutes, (start, minutes) => new Session(start, minutes));

    public string[] Languages { get; set; } = [];

    public string? SignUpUrl { get; set; }

    public string? SignUpPhone { get; set; }

    public string? SignUpEmail { get; set; }

    /// <summary>How many took part, as staff counted them; null: nobody said.</summary>
    public int? Participants { get; set; }

    /// <summary>The day it was called off; null: it is held.</summary>
    public DateOnly? CancelledOn { get; private set; }

    /// <summary>Made up, to try the service with.</summary>
    public bool Demonstration { get; init; }

    /// <summary>Sets when it is.</summary>
    public void HoldOn(IEnumerable<Session> sessions)
    {
        Session[] ordered = [.. sessions.OrderBy(session => session.Start)];
        Starts = [.. ordered.Select(session => session.Start)];
        Minutes = [.. ordered.Select(session => session.DurationMinutes)];
    }

    /// <summary>Calls it off; the first day stays where it was called off before.</summary>
    public void Cancel(DateOnly today) => CancelledOn ??= today;

    internal sealed class Mapping : IEntityTypeConfiguration<Occasion>
    {
        public void Configure(EntityTypeBuilder<Occasion> builder)
        {
            builder.ToTable("occasions");
            builder.HasKey(occasion => occasion.Id);
            builder.Property(occasion => occasion.Starts).HasColumnType("timestamp[]");
            builder.Property(occasion => occasion.BeginsAt).HasColumnType("timestamp").ValueGeneratedOnAddOrUpdate();
            builder.Ignore(occasion => occasion.Sessions);
        }
    }
}
