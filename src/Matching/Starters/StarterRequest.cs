using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Starters;

/// <summary>What came of asking a starter.</summary>
public enum RequestState
{
    /// <summary>Her body has not answered for her yet.</summary>
    Asked,

    /// <summary>She takes the group, and is with it.</summary>
    Accepted,

    Declined,

    /// <summary>Nobody answered in time.</summary>
    Lapsed,

    /// <summary>Taken back: others have taken the group, or she pauses or has moved.</summary>
    Withdrawn,

    /// <summary>She was with the group, and made herself superfluous, or it ended.</summary>
    Ended,
}

/// <summary>
/// A starter asked to start a group. Every change of one is made under the lock of its group; what she has to do is
/// counted under her own, which is taken after it.
/// </summary>
public sealed class StarterRequest
{
    /// <summary>The event that there is something new for a starter.</summary>
    public const string StarterToTell = "starter-to-tell";

    /// <summary>The event that there is something new for the body of a starter or of a group.</summary>
    public const string BodyToTell = "starters-body-to-tell";

    public required Guid Id { get; init; }

    public required Guid GroupId { get; init; }

    public required Guid Starter { get; init; }

    /// <summary>The body that she worked with when she was asked.</summary>
    public required Guid Body { get; init; }

    public RequestState State { get; private set; } = RequestState.Asked;

    /// <summary>The day on which she was asked.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The last day for an answer.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>Whole kilometres from the public point of the group.</summary>
    public required int Km { get; init; }

    public DateOnly? AnsweredOn { get; private set; }

    /// <summary>Why she does not take it: a code of <c>starter_reasons</c>.</summary>
    public string? Reason { get; private set; }

    /// <summary>When her body asks whether the group needs her still; null until it is open.</summary>
    public DateOnly? FollowUpOn { get; init; }

    /// <summary>When her body was told to.</summary>
    public DateOnly? RemindedOn { get; init; }

    public DateOnly? FollowedUpOn { get; private set; }

    /// <summary>Whether it can be answered on a day.</summary>
    public bool IsOpen(DateOnly day) => State == RequestState.Asked && Until >= day;

    /// <summary>She takes the group. False where it cannot be answered, here and in the other answer.</summary>
    public bool Accept(DateOnly today) => Answer(RequestState.Accepted, today, null);

    public bool Decline(DateOnly today, string reason) => Answer(RequestState.Declined, today, reason);

    /// <summary>It is over without an answer, or with the group that she took.</summary>
    public void End(RequestState how) => State = how;

    /// <summary>Somebody asked how it goes: she stays, or has made herself superfluous.</summary>
    public void FollowUp(bool stays, DateOnly today)
    {
        FollowedUpOn = today;
        if (!stays)
        {
            End(RequestState.Ended);
        }
    }

    private bool Answer(RequestState answer, DateOnly today, string? reason)
    {
        if (!IsOpen(today))
        {
            return false;
        }

        (State, AnsweredOn, Reason) = (answer, today, reason);
        return true;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<StarterRequest>
    {
        public void Configure(EntityTypeBuilder<StarterRequest> builder)
        {
            builder.ToTable("starter_requests");
            builder.HasKey(request => request.Id);
        }
    }
}
