using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck.Fluent;
using Matching.Places;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>The procedure alone, on small lands that are made up.</summary>
public sealed class PartitionTests
{
    private static readonly PartitionRules Rules = new(
        [20, 50, 100, 200, 500, 1000],
        [
            ["01", "02"],
            ["03"],
        ],
        new Dictionary<string, string>()
    );

    [Fact]
    public void Every_area_meets_the_need_every_municipality_is_in_one_and_areas_only_grow_together() =>
        Always.Holds(
            Gen.Choose(0, int.MaxValue - 1),
            seed =>
            {
                var (land, counties) = Land(new Random(seed));
                var total = Adults(land, land, counties);

                var levels = Partition.Of(land, counties, Rules);

                Assert.Equal(Rules.Needs.Where(need => need <= total), levels.Select(level => level.Need));
                var before = land.Select(one => (IReadOnlyList<string>)[one.Number]).ToList();
                foreach (var level in levels)
                {
                    Assert.Equal(
                        land.Select(one => one.Number).Order(StringComparer.Ordinal),
                        level.Areas.SelectMany(area => area).Order(StringComparer.Ordinal)
                    );
                    Assert.All(before, area => Assert.Single(level.Areas, wider => !area.Except(wider).Any()));
                    foreach (var area in level.Areas)
                    {
                        var parts = land.Where(one => area.Contains(one.Number)).ToList();
                        Assert.True(Adults(parts, land, counties) >= level.Need);
                        var of = parts.Select(part => part.County).Distinct().ToList();
                        Assert.True(of.Count == 1 || land.Count(one => of.Contains(one.County)) == parts.Count);
                    }

                    before = [.. level.Areas];
                }
            }
        );

    [Fact]
    public void The_order_of_what_is_given_changes_nothing() =>
        Always.Holds(
            Gen.Choose(0, int.MaxValue - 1),
            seed =>
            {
                var random = new Random(seed);
                var (land, counties) = Land(random);
                var shuffled = land.ToArray();
                random.Shuffle(shuffled);

                Assert.Equal(
                    Partition.Of(land, counties, Rules).SelectMany(level => level.Areas),
                    Partition.Of(shuffled, counties, Rules).SelectMany(level => level.Areas)
                );
            },
            count: 200
        );

    [Fact]
    public void It_is_what_a_plain_reading_of_the_rule_gives() =>
        Always.Holds(
            Gen.Choose(0, int.MaxValue - 1),
            seed =>
            {
                var (land, counties) = Land(new Random(seed));

                Assert.Equal(
                    Plain(land, counties).Select(area => string.Join(' ', area)),
                    Partition
                        .Of(land, counties, Rules)
                        .SelectMany(level => level.Areas)
                        .Select(area => string.Join(' ', area))
                );
            }
        );

    [Fact]
    public void Nobody_makes_no_partition() => Assert.Empty(Partition.Of([], new Dictionary<string, long>(), Rules));

    // The rule read slowly: one list of sets, everything reckoned anew at every step.
    private static IEnumerable<string[]> Plain(List<Partition.Municipality> land, Dictionary<string, long> counties)
    {
        var by = land.ToDictionary(one => one.Number);
        var areas = land.ConvertAll(one => new[] { one.Number });
        foreach (var need in Rules.Needs.Where(need => need <= Adults(land, land, counties)))
        {
            while (true)
            {
                var small = areas
                    .Where(area => Of(area) < need && areas.Any(other => other != area && SameCounty(area, other)))
                    .OrderBy(Of)
                    .ThenBy(area => area[0], StringComparer.Ordinal)
                    .FirstOrDefault();
                if (small is null)
                {
                    break;
                }

                Join(small, areas.Where(other => other != small && SameCounty(small, other)));
            }

            while (
                areas
                    .Where(area => Of(area) < need)
                    .OrderBy(Of)
                    .ThenBy(area => area[0], StringComparer.Ordinal)
                    .FirstOrDefault()
                    is { } small
            )
            {
                var units = areas
                    .Where(area => area != small)
                    .GroupBy(area => string.Join(',', CountiesOf(area)))
                    .Select(unit => unit.SelectMany(area => area).Order(StringComparer.Ordinal).ToArray())
                    .ToList();
                var near = units.Where(unit =>
                    Rules.Regions.Any(region =>
                        region.Intersect(CountiesOf(small)).Any() && region.Intersect(CountiesOf(unit)).Any()
                    )
                );
                Join(small, near.Any() ? near : units);
            }

            foreach (var area in areas.OrderBy(area => area[0], StringComparer.Ordinal))
            {
                yield return area;
            }
        }

        void Join(string[] small, IEnumerable<string[]> partners)
        {
            var all = partners.ToList();
            var beside = all.FindAll(other => small.Any(number => by[number].Neighbours.Intersect(other).Any()));
            var best = (beside.Count > 0 ? beside : all)
                .OrderBy(other => Reach([.. small, .. other]))
                .ThenBy(Of)
                .ThenBy(other => other[0], StringComparer.Ordinal)
                .First();
            var joined = small.Concat(best).Order(StringComparer.Ordinal).ToArray();
            areas.RemoveAll(area => joined.Contains(area[0]));
            areas.Add(joined);
        }

        long Of(string[] area) => Adults([.. area.Select(number => by[number])], land, counties);

        string[] CountiesOf(string[] area) =>
            [.. area.Select(number => by[number].County).Distinct().Order(StringComparer.Ordinal)];

        bool SameCounty(string[] one, string[] other) =>
            CountiesOf(one) is [var a] && CountiesOf(other) is [var b] && a == b;

        double Reach(string[] area) =>
            (Of(area) + 1)
            * area.Max(one =>
                area.Max(other => Math.Pow(by[one].X - by[other].X, 2) + Math.Pow(by[one].Y - by[other].Y, 2))
            );
    }

    private static long Adults(
        List<Partition.Municipality> parts,
        List<Partition.Municipality> land,
        Dictionary<string, long> counties
    ) =>
        parts
            .GroupBy(part => part.County)
            .Sum(county =>
                county.Count() == land.Count(one => one.County == county.Key)
                    ? Math.Max(county.Sum(part => part.Adults), counties.GetValueOrDefault(county.Key))
                    : county.Sum(part => part.Adults)
            );

    private static (List<Partition.Municipality> Land, Dictionary<string, long> Counties) Land(Random random)
    {
        var count = random.Next(1, 13);
        var numbers = Enumerable.Range(0, count).Select(i => $"{random.Next(1, 5):00}{i:00}").ToArray();
        var beside = numbers.ToDictionary(number => number, _ => new List<string>());
        for (var i = 0; i < count * 2; i++)
        {
            var (one, other) = (numbers[random.Next(count)], numbers[random.Next(count)]);
            if (one != other)
            {
                beside[one].Add(other);
                beside[other].Add(one);
            }
        }

        return (
            [
                .. numbers.Select(number => new Partition.Municipality(
                    number,
                    number[..2],
                    random.Next(3) == 0 ? 0 : random.Next(200),
                    random.Next(1000),
                    random.Next(1000),
                    beside[number]
                )),
            ],
            numbers.Select(number => number[..2]).Distinct().ToDictionary(county => county, _ => (long)random.Next(300))
        );
    }
}
