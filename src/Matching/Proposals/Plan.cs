using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Proposals;

/// <summary>Somebody who waits, as a plan sees her.</summary>
/// <param name="Interest">The interest's id.</param>
/// <param name="Ways">The options that suit her.</param>
public sealed record Waiting(Guid Interest, IReadOnlyList<Way> Ways);

/// <summary>A way to an option.</summary>
/// <param name="Option">Its index among the options.</param>
/// <param name="Km">The journey; 0 for a group that meets at a distance.</param>
public readonly record struct Way(int Option, double Km);

/// <summary>A group that has free places, or one that could be.</summary>
/// <param name="Least">How many it takes for it to be at all: 0 for a group that exists.</param>
/// <param name="Most">How many can be placed in it.</param>
/// <param name="Starters">Of a group that could be, the indices of the starters who could carry it; one must. Empty for
/// a group that exists, and where none is needed.</param>
public sealed record Option(int Least, int Most, IReadOnlyList<int> Starters);

/// <summary>
/// Who is placed where, so that as many as possible are placed, those who came first before others, and of all such plans
/// one with few kilometres. Pure: the same input gives the same plan.
/// </summary>
public static class Plan
{
    /// <summary>For each person the index of an option; null: none is left for her.</summary>
    /// <param name="people">In the order of their turn.</param>
    /// <param name="carries">How many groups each starter could still carry, by index.</param>
    public static IReadOnlyList<int?> Best(
        IReadOnlyList<Waiting> people,
        IReadOnlyList<Option> options,
        IReadOnlyList<int> carries
    )
    {
        var taken = new int[options.Count];
        int?[] plan = [.. people.Select(person => Nearest(person, options, taken))];
        var left = carries.ToArray();
        for (var option = 0; option < options.Count; option++)
        {
            var could = Enumerable
                .Range(0, people.Count)
                .Where(person => plan[person] is null && people[person].Ways.Any(way => way.Option == option))
                .Take(options[option].Most)
                .ToList();
            var starters = options[option].Starters;
            var carrier = starters.Where(index => left[index] > 0).Select(index => (int?)index).FirstOrDefault();
            if (
                options[option].Least == 0
                || could.Count < options[option].Least
                || (starters.Count > 0 && carrier is null)
            )
            {
                continue;
            }

            could.ForEach(person => plan[person] = option);
            if (carrier is { } one)
            {
                left[one]--;
            }
        }

        return plan;
    }

    private static int? Nearest(Waiting person, IReadOnlyList<Option> options, int[] taken)
    {
        var ways = person.Ways.Where(way =>
            options[way.Option].Least == 0 && taken[way.Option] < options[way.Option].Most
        );
        if (!ways.Any())
        {
            return null;
        }

        var option = ways.MinBy(way => way.Km).Option;
        taken[option]++;
        return option;
    }
}
