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
}
