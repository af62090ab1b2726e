using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Proposals;

/// <summary>Somebody who waits, as a plan sees her.</summary>
/// <param name="Interest">The interest's id.</param>
/// <param name="Ways">The options that suit her, each once.</param>
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
/// Who is placed where, so that as many as possible are placed; of all such plans one in which whoever came first comes
/// first; and of all these one with few kilometres. Pure: the same input gives the same plan.
/// </summary>
/// <remarks>
/// Once it is settled which groups begin, <see cref="Seating"/> is exact. Which ones to begin is a knapsack of a kind,
/// and hard: it is tried out where they are few, else searched for. Two things make that search short. What cannot
/// begin beside some groups cannot begin beside more of them either: it takes too many of the same people, or the same
/// starter. And no group places more people beside more of the others. Since it starts from the groups that exist, it
/// never places fewer than a queue in which each takes the nearest place that is left.
/// </remarks>
public sealed class Plan
{
    // All choices among so many are tried out, at most 2^8.
    private const int Few = 8;

    // When there are more, as many openings are tried as this divided by the number of people, for each takes the
    // longer, the more they are: a plan takes about a second. After that the next best group that helps begins, without
    // a look at the others.
    private const int MostWork = 200_000;

    private readonly Seating _existing;
    private readonly IReadOnlyList<int> _possible;
    private readonly Carrying _carrying;
    private readonly int _mostTried;
    private int _tried;

    private Plan(IReadOnlyList<Waiting> people, IReadOnlyList<Option> options, IReadOnlyList<int> carries)
    {
        _existing = new Seating(people, options);
        _possible = [.. Enumerable.Range(0, options.Count).Where(option => options[option].Least > 0)];
        _carrying = new Carrying(options, carries);
        _mostTried = MostWork / Math.Max(people.Count, 1);
    }

    /// <summary>For each person the index of an option; null: none is left for her.</summary>
    /// <param name="people">In the order of their turn.</param>
    /// <param name="carries">How many groups each starter could still carry, by index.</param>
    public static IReadOnlyList<int?> Best(
        IReadOnlyList<Waiting> people,
        IReadOnlyList<Option> options,
        IReadOnlyList<int> carries
    )
    {
        var plan = new Plan(people, options, carries);
        var best =
            plan._possible.Count <= Few ? plan.BestOfAll(plan._existing, 0) : plan.Improve(plan.Fill(plan._existing));
        return best.Places();
    }

    // Every choice of groups to begin, in the order of their indices.
    private Seating BestOfAll(Seating from, int first)
    {
        var best = from;
        for (var i = first; i < _possible.Count; i++)
        {
            if (Open(from, _possible[i]) is { } next)
            {
                best = Seating.Better(best, BestOfAll(next, i + 1));
            }
        }

        return best;
    }

    // Begins the group that helps most, then again, until none helps any more.
    private Seating Fill(Seating from)
    {
        var gains = _possible.Where(option => !from.IsOpen(option)).ToDictionary(option => option, _ => int.MaxValue);
        for (; ; )
        {
            var best = from;
            foreach (var (option, gain) in gains.OrderByDescending(one => one.Value).ThenBy(one => one.Key).ToList())
            {
                // What a group gained before is the most that it can gain now.
                if (gain < best.Placed - from.Placed || (best != from && _tried > _mostTried))
                {
                    break;
                }

                if (Open(from, option) is { } next)
                {
                    gains[option] = next.Placed - from.Placed;
                    best = Seating.Better(best, next);
                }
                else
                {
                    gains.Remove(option);
                }
            }

            if (best == from)
            {
                return best;
            }

            gains.Remove(best.Opened[^1]);
            from = best;
        }
    }

    // Takes one group away, begins the best other one, and fills up: for as long as that is better.
    private Seating Improve(Seating best)
    {
        for (var i = 0; i < best.Opened.Count && _tried <= _mostTried; i++)
        {
            var closed = best.Opened[i];
            var without = best
                .Opened.Where(option => option != closed)
                .Aggregate(_existing, (from, option) => from.With(option));
            var other = _possible
                .Where(option => option != closed && !without.IsOpen(option))
                .Select(option => Open(without, option))
                .OfType<Seating>()
                .Aggregate(without, Seating.Better);
            var next = Seating.Better(best, Fill(other));
            if (next != best)
            {
                (best, i) = (next, -1);
            }
        }

        return best;
    }

    // Null where too few are left for it or for another that has begun, or no starter is.
    private Seating? Open(Seating from, int option)
    {
        _tried++;
        return _carrying.Allows([.. from.Opened, option]) && from.With(option) is { IsEnough: true } next ? next : null;
    }
}
