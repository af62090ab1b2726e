using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Matches;

/// <summary>A group that fits, with the codes of why.</summary>
/// <param name="Score">What orders it, from 0 to 1.</param>
public sealed record Ranked(Candidate Group, IReadOnlyList<string> Reasons, double Score);

/// <summary>
/// Orders the groups that fit an interest, best first. Pure: the same wish, groups and day give the same order,
/// whatever order the groups come in. Groups that people meet in come before those at a distance, which stand beside
/// them, never instead of them.
/// </summary>
public static class Ranking
{
    // The topic weighs most: between two groups within reach, one of the very topic stands before one across topics
    // however near that is (0.6 × 0.5 > 0.25). Then the journey, as a part of what the person would travel; then the
    // time.
    private const double TopicWeight = 0.60;
    private const double DistanceWeight = 0.25;
    private const double TimesWeight = 0.10;
    private const double FreeWeight = 0.025;
    private const double FreshWeight = 0.025;
    private const int ManyPlaces = 4;
    private const int StaleDays = 365;
    private const int FreshDays = 60;

    /// <summary>The groups that no hard rule keeps away, best first; ties by id.</summary>
    public static IReadOnlyList<Ranked> Rank(Wanted wanted, IEnumerable<Candidate> candidates, DateOnly today) =>
        InOrder(
            candidates
                .Where(group => HardRules.Broken(wanted, group) is null)
                .Select(group => Explain(wanted, group, today))
        );

    /// <summary>Best first; ties by id.</summary>
    public static IReadOnlyList<Ranked> InOrder(IEnumerable<Ranked> ranked) =>
        [
            .. ranked
                .OrderBy(match => match.Group.MeetsAtADistance)
                .ThenByDescending(match => match.Score)
                .ThenBy(match => match.Group.GroupId),
        ];

    /// <summary>Why a group fits, and how well.</summary>
    public static Ranked Explain(Wanted wanted, Candidate group, DateOnly today) =>
        new(group, [.. Reasons(wanted, group, today)], Score(wanted, group, today));

    /// <summary>
    /// Between 0 and 1; never lower for a closer topic, a shorter way, a wanted time, a freer or a fresher group.
    /// </summary>
    public static double Score(Wanted wanted, Candidate group, DateOnly today) =>
        (TopicWeight * TopicPart(wanted, group))
        + (DistanceWeight * (group.KmFrom is { } km ? 1 - (km / wanted.TravelKm) : 0))
        + (TimesWeight * TimesPart(wanted, group))
        + (FreeWeight * Math.Min(group.FreePlaces, ManyPlaces) / ManyPlaces)
        + (
            FreshWeight
            * (1 - (Math.Clamp(today.DayNumber - group.ConfirmedOn.DayNumber, 0, StaleDays) / (double)StaleDays))
        );

    private static double TopicPart(Wanted wanted, Candidate group) =>
        HardRules.Topics.Of(wanted, group) switch
        {
            // The topic named first counts most.
            HardRules.Topics.Fit.Exact when wanted.Topics.Count > 0 => 1
                - (0.05 * Enumerable.Range(0, wanted.Topics.Count).First(i => group.Topics.Contains(wanted.Topics[i]))),
            HardRules.Topics.Fit.Exact => 1,
            HardRules.Topics.Fit.Related => 0.7,
            HardRules.Topics.Fit.Across => 0.5,
            _ => 0,
        };

    private static double TimesPart(Wanted wanted, Candidate group) =>
        wanted.Times.Count == 0 ? 1
        : group.Times is null ? 0.5
        : wanted.Times.Contains(group.Times) ? 1
        : 0;

    private static IEnumerable<string> Reasons(Wanted wanted, Candidate group, DateOnly today)
    {
        yield return wanted.Topics.Count == 0
            ? Reason.AnyTopic
            : HardRules.Topics.Of(wanted, group) switch
            {
                HardRules.Topics.Fit.Exact => Reason.TopicExact,
                HardRules.Topics.Fit.Related => Reason.TopicRelated,
                _ => Reason.TopicAcross,
            };
        yield return group.MeetsAtADistance ? Reason.AtADistance : Reason.WithinReach;
        if (wanted.Times.Count > 0 && group.Times is not null)
        {
            yield return wanted.Times.Contains(group.Times) ? Reason.TimesFit : Reason.TimesOther;
        }

        yield return Reason.FreePlaces;
        if (today.DayNumber - group.ConfirmedOn.DayNumber <= FreshDays)
        {
            yield return Reason.RecentlyConfirmed;
        }
    }
}
