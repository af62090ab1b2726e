using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Bodies;
using Matching.Groups;
using Matching.Interests;
using Matching.Web;

namespace Matching.Proposals;

/// <summary>What people who could meet have in common. Pure.</summary>
/// <param name="Languages">At least one.</param>
/// <param name="Times">Empty: any.</param>
/// <param name="Gender">Whom the group would be for.</param>
/// <param name="AgeBands">Empty: all.</param>
public sealed record Profile(string[] Languages, string[] Times, Gender Gender, string[] AgeBands)
{
    private static readonly string[] Bands = [.. Groups.AgeBands.All];

    /// <summary>
    /// Whether a topic could be hers: her own, a close relative of one where the policy merges these, any for one who
    /// does not say why.
    /// </summary>
    /// <param name="topic">Null: across topics.</param>
    /// <param name="related">The close relatives of the topic.</param>
    public static bool Takes(Interest interest, short? topic, IReadOnlySet<short> related, Policy policy) =>
        interest.Topics.Length == 0
        || (
            topic is { } one
                ? interest.Topics.Contains(one) || (policy.MergeRelated && interest.Topics.Any(related.Contains))
                : policy.MergeAcross
        );

    /// <summary>What all of these have in common; null where that is too little to meet by this policy.</summary>
    public static Profile? Of(IReadOnlyCollection<Interest> people, Policy policy)
    {
        var languages = people
            .Select(person => (IEnumerable<string>)LanguageTag.Understood(person.Languages))
            .Aggregate((all, more) => all.Intersect(more))
            .ToArray();
        var bound = people.Where(person => person.Times.Length > 0).Select(person => person.Times).ToList();
        var times = bound.Count == 0 ? [] : bound.Aggregate((all, more) => [.. all.Intersect(more)]);
        var gender = policy.MixGenders ? Gender.Any : people.First().Gender;
        var ages = Ages(people, policy);
        return
            languages.Length == 0
            || (bound.Count > 0 && times.Length == 0)
            || (!policy.MixGenders && (gender == Gender.Any || people.Any(person => person.Gender != gender)))
            || ages is null
            ? null
            : new(Written(languages), times, gender, ages);
    }

    // Bokmål and nynorsk are understood with each other: a group is said to be in the one that is asked for most.
    private static string[] Written(string[] understood) =>
        understood.Contains("nb") ? [.. understood.Except(["nn", "no"])] : understood;

    // A body that limits the span takes only those who said their age.
    private static string[]? Ages(IReadOnlyCollection<Interest> people, Policy policy)
    {
        if (policy.AgeBands is not { } most || most >= Bands.Length)
        {
            return [];
        }

        var places = people.Select(person => Array.IndexOf(Bands, person.AgeBand)).ToList();
        var (first, last) = (places.Min(), places.Max());
        return first < 0 || last - first >= most ? null : Bands[first..(last + 1)];
    }
}
