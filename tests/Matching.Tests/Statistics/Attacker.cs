using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Statistics;

namespace Matching.Tests.Statistics;

/// <summary>
/// Somebody who has every table that was ever published and knows how they are made: what is less than 10 is hidden, a
/// number is rounded to the nearest multiple of 5 by itself, everything adds up along every axis, and four quarters
/// make a year. It narrows what each number can be until nothing narrows any more. It shares no code with what it
/// attacks.
/// </summary>
internal sealed class Attacker
{
    private const long NoEnd = long.MaxValue / 4096;

    private readonly Dictionary<(Period, string?, string?, string?), int> _numbers = [];
    private readonly List<long> _least = [];
    private readonly List<long> _most = [];
    private readonly List<int[]> _sums = [];

    /// <param name="issues">Tables of one event, of all quarters and years.</param>
    /// <param name="isToldWhatIsSmall">Somebody also tells which of the hidden numbers are less than 10, which no table
    /// does.</param>
    public Attacker(IReadOnlyList<Issue> issues, bool isToldWhatIsSmall)
    {
        foreach (var issue in issues.Where(issue => !issue.Table.Withheld))
        {
            Read(issue, isToldWhatIsSmall);
        }

        foreach (
            var ((period, county, topic, days), number) in _numbers.Where(one => one.Key.Item1.Quarter is null).ToList()
        )
        {
            int[] quarters = [.. Enumerable.Range(1, 4).Select(q => Number(new(period.Year, q), county, topic, days))];
            _sums.Add([number, .. quarters]);
        }

        while (_sums.Aggregate(false, (narrowed, sum) => Narrow(sum) || narrowed)) { }
    }

    /// <summary>What a number can be.</summary>
    public (long Least, long Most) What(Period period, StatisticsView.Number of) =>
        _numbers[(period, of.County, of.Topic, of.Days)] is var number ? (_least[number], _most[number]) : default;

    /// <summary>How many values a number can have.</summary>
    public long Possible(Period period, StatisticsView.Number of) =>
        What(period, of) is var (least, most) && most >= NoEnd ? NoEnd : most - least + 1;

    private void Read(Issue issue, bool isTold)
    {
        var codes = issue.Table.Numbers;
        string?[] counties = [.. codes.Select(number => number.County).Distinct()];
        string?[] topics = [.. codes.Select(number => number.Topic).Distinct()];
        string?[] days = [.. codes.Select(number => number.Days).Distinct()];
        foreach (var number in codes)
        {
            var known = Number(issue.Period, number.County, number.Topic, number.Days);
            var truth = issue.Truth[issue.Truth.Cell(new(number.County, number.Topic, number.Days))!.Value];
            (_least[known], _most[known]) = number.Count switch
            {
                { } shown => (Math.Max(10, shown - 2), shown + 2),
                null when isTold && issue.Period.Quarter is not null && truth < 10 => (0, 9),
                null when isTold && issue.Period.Quarter is not null => (10, NoEnd),
                null => (0, NoEnd),
            };
        }

        Add(issue.Period, counties, topics, days, (county, topic, band) => (county, topic, band));
        Add(issue.Period, topics, counties, days, (topic, county, band) => (county, topic, band));
        Add(issue.Period, days, counties, topics, (band, county, topic) => (county, topic, band));
    }

    private void Add(
        Period period,
        string?[] along,
        string?[] across,
        string?[] deep,
        Func<string?, string?, string?, (string?, string?, string?)> name
    )
    {
        if (along.Length > 1)
        {
            _sums.AddRange(
                from a in across
                from d in deep
                select (int[])[Of(null, a, d), .. along.Where(code => code is not null).Select(code => Of(code, a, d))]
            );
        }

        int Of(string? one, string? two, string? three)
        {
            var (county, topic, days) = name(one, two, three);
            return Number(period, county, topic, days);
        }
    }

    // One that no table has can be anything.
    private int Number(Period period, string? county, string? topic, string? days)
    {
        if (!_numbers.TryGetValue((period, county, topic, days), out var number))
        {
            number = _numbers[(period, county, topic, days)] = _least.Count;
            _least.Add(0);
            _most.Add(NoEnd);
        }

        return number;
    }

    // A total and what it is made of: each from what all the others leave.
    private bool Narrow(int[] sum)
    {
        var narrowed = false;
        for (var one = 0; one < sum.Length; one++)
        {
            var (least, most) = (0L, 0L);
            for (var other = 0; other < sum.Length; other++)
            {
                if (other == one)
                {
                    continue;
                }

                // The total is what one and the rest make; so a part is the total without the rest.
                var isPlus = one == 0 || other == 0;
                least += isPlus ? _least[sum[other]] : -_most[sum[other]];
                most += isPlus ? _most[sum[other]] : -_least[sum[other]];
            }

            var number = sum[one];
            if (least > _least[number])
            {
                (_least[number], narrowed) = (least, true);
            }

            if (most < _most[number])
            {
                (_most[number], narrowed) = (most, true);
            }
        }

        return narrowed;
    }
}
