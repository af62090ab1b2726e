using System;
using System.Linq.Expressions;
using Matching.Calendar;
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
    /// <summary>Working days from a reminder to the day on which the next body answers.</summary>
    public const int DaysAfterReminder = 2;

    public required Guid Id { get; init; }

    public required Guid Interest { get; init; }

    /// <summary>The body that answers now.</summary>
    public required Guid Body { get; set; }

    public CaseState State { get; private set; } = CaseState.Told;

    /// <summary>The Oslo day on which it began.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The day by which the body answers.</summary>
    public required DateOnly Deadline { get; set; }

    /// <summary>The day its body was last reminded that it waits.</summary>
    public DateOnly? RemindedOn { get; private set; }

    /// <summary>Code of the reason why it was closed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Code of the reason why this body answers.</summary>
    public required string Because { get; set; }

    /// <summary>What a body was reminded of, and has not taken care of.</summary>
    public static Expression<Func<Case, bool>> IsOverdueWith(Guid body) =>
        row => row.Body == body && row.State == CaseState.Told && row.RemindedOn != null;

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

    /// <summary>
    /// Its body is reminded that it waits; false where it does not, or not longer than it may.
    /// </summary>
    /// <param name="again">Whether nobody stands behind the body, so that it is reminded again and again.</param>
    public bool Remind(DateOnly today, bool again)
    {
        if (State != CaseState.Told || (RemindedOn is null ? today <= Deadline : !again || !IsSilent(today)))
        {
            return false;
        }

        RemindedOn = today;
        return true;
    }

    /// <summary>Whether its body did not acknowledge it for two working days after it was reminded.</summary>
    public bool IsSilent(DateOnly today) =>
        State == CaseState.Told
        && RemindedOn is { } reminded
        && today >= WorkingDays.After(reminded, DaysAfterReminder);

    /// <summary>Another body answers from now on.</summary>
    public void PassTo(Guid body, DateOnly deadline, string because)
    {
        (Body, Because) = (body, because);
        WaitAgain(deadline);
    }

    /// <summary>It waits for an answer as on the first day.</summary>
    public void WaitAgain(DateOnly deadline) =>
        (State, Deadline, RemindedOn, Reason) = (CaseState.Told, deadline, null, null);

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
