using System;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cases;

/// <summary>Where the work with an interest stands.</summary>
public enum CaseState
{
    /// <summary>The body has been told, or is being told.</summary>
    Told,

    /// <summary>The body has said that it takes care.</summary>
    Acknowledged,

    Closed,
}

/// <summary>The responsible body's work with one interest.</summary>
public sealed class Case
{
    public required Guid Id { get; init; }

    public required Guid Interest { get; init; }

    /// <summary>The body that answers now.</summary>
    public required Guid Body { get; set; }

    public CaseState State { get; private set; } = CaseState.Told;

    /// <summary>The Oslo day on which it began.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The day by which the body answers.</summary>
    public required DateOnly Deadline { get; set; }

    /// <summary>Code of the reason why it was closed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Code of the reason why this body answers.</summary>
    public required string Because { get; set; }

    /// <summary>The body takes care; false when it was closed.</summary>
    public bool Acknowledge()
    {
        if (State == CaseState.Closed)
        {
            return false;
        }

        State = CaseState.Acknowledged;
        return true;
    }

    /// <summary>The work is done; false when it was closed before.</summary>
    public bool Close(string reason)
    {
        if (State == CaseState.Closed)
        {
            return false;
        }

        (State, Reason) = (CaseState.Closed, reason);
        return true;
    }

    /// <summary>Another body answers from now on.</summary>
    public void PassTo(Guid body, DateOnly deadline, string because) =>
        (Body, State, Deadline, Because, Reason) = (body, CaseState.Told, deadline, because, null);

    /// <summary>The person wrote again after it was closed: it waits for an answer as on the first day.</summary>
    public void Reopen(DateOnly deadline) => (State, Deadline, Reason) = (CaseState.Told, deadline, null);

    internal sealed class Mapping : IEntityTypeConfiguration<Case>
    {
        public void Configure(EntityTypeBuilder<Case> builder)
        {
            builder.ToTable("cases");
            builder.HasKey(@case => @case.Id);
            builder.HasOne<Interest>().WithMany().HasForeignKey(@case => @case.Interest);
        }
    }
}
