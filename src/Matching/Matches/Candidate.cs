using System;
using Matching.Groups;

namespace Matching.Matches;

/// <summary>
/// A group that an interest could be matched with, and what decides about it; from <c>match_candidates</c>.
/// </summary>
/// <param name="Topics">Empty: across topics.</param>
/// <param name="AgeBands">Empty: all ages.</param>
/// <param name="Times">When it meets; null where there is no schedule.</param>
/// <param name="FreePlaces">Neither taken nor on offer.</param>
/// <param name="KmFrom">From the nearest point that the interest is reckoned from; null for a group that meets at a
/// distance.</param>
/// <param name="KmTo">From the farthest of these.</param>
public sealed record Candidate(
    Guid GroupId,
    short[] Topics,
    MeetingForm Form,
    string[] Languages,
    Gender Gender,
    string[] AgeBands,
    string? Times,
    int FreePlaces,
    DateOnly ConfirmedOn,
    double? KmFrom,
    double? KmTo
)
{
    /// <summary>Whether nobody need travel to it.</summary>
    public bool MeetsAtADistance => KmFrom is null;

    /// <summary>A group as read, seen from nowhere yet.</summary>
    /// <param name="freePlaces">Neither taken nor on offer.</param>
    internal static Candidate Of(SelfHelpGroup group, int freePlaces) =>
        new(
            group.Id,
            group.Topics,
            group.Form,
            group.Languages,
            group.Gender,
            group.AgeBands,
            group.Times,
            freePlaces,
            group.ConfirmedOn,
            KmFrom: null,
            KmTo: null
        );
}
