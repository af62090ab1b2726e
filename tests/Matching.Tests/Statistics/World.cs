using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Statistics;

namespace Matching.Tests.Statistics;

/// <summary>
/// A made-up country: how often one event happened there, quarter by quarter, in villages and in towns. It is published
/// as the service publishes: the quarters first, and then the year that they make up.
/// </summary>
internal sealed class World
{
    private World(int years, Axes axes, List<Counted>[] quarters) => (Years, Axes, Quarters) = (years, axes, quarters);

    public int Years { get; }

    public Axes Axes { get; }

    public List<Counted>[] Quarters { get; }

    /// <summary>One of any sort: few or many places, sparse or crowded, with or without days.</summary>
    public static World Any(Random chance)
    {
        var axes = new Axes(
            Codes("c", chance.Next(2, 7)),
            Codes("t", chance.Next(2, 6)),
            chance.Next(2) == 0 ? [] : Codes("d", chance.Next(2, 5))
        );
        return Of(chance, axes, years: 2, Math.Exp(chance.NextDouble() * Math.Log(300)));
    }

    /// <summary>One of these axes.</summary>
    /// <param name="usual">About how many a cell of a middling county and topic has in a quarter.</param>
    public static World Of(Random chance, Axes axes, int years, double usual)
    {
        var counties = axes.Counties.ToDictionary(code => code, _ => Math.Exp(2 * (chance.NextDouble() - 0.5)));
        var topics = axes.Topics.ToDictionary(code => code, _ => Math.Exp(3 * (chance.NextDouble() - 0.5)));
        var days = axes.Days.DefaultIfEmpty("").ToDictionary(code => code, _ => 0.1 + chance.NextDouble());
        var share = days.Values.Sum();
        return new(
            years,
            axes,
            [
                .. Enumerable
                    .Range(0, 4 * years)
                    .Select(_ =>
                        (
                            from county in counties
                            from topic in topics
                            from band in days
                            let count = Poisson(chance, usual * county.Value * topic.Value * band.Value / share)
                            where count > 0
                            select new Counted("registered", county.Key, topic.Key, band.Key, count)
                        ).ToList()
                    ),
            ]
        );
    }

    /// <summary>The same with one person more or, where there is somebody, less.</summary>
    public World WithAnother(Random chance, int by)
    {
        var quarters = Quarters.Select(quarter => quarter.ToList()).ToArray();
        var quarter = quarters[chance.Next(quarters.Length)];
        if (by < 0 && quarter.Count > 0)
        {
            var at = chance.Next(quarter.Count);
            quarter[at] = quarter[at] with { Count = quarter[at].Count - 1 };
        }
        else
        {
            quarter.Add(
                new("registered", Any(Axes.Counties), Any(Axes.Topics), Axes.Days.Count > 0 ? Any(Axes.Days) : "", 1)
            );
        }

        return new(Years, Axes, quarters);

        string Any(IReadOnlyList<string> codes) => codes[chance.Next(codes.Count)];
    }

    /// <summary>All that is published of it, in the order of publication.</summary>
    /// <param name="protects">Whether more is hidden than what is small.</param>
    public IReadOnlyList<Issue> Publish(bool protects = true)
    {
        var issues = new List<Issue>();
        for (var year = 0; year < Years; year++)
        {
            var quarters = new List<(List<Counted> Counted, StatisticsView.Table Published)>();
            for (var quarter = 0; quarter < 4; quarter++)
            {
                var counted = Quarters[(4 * year) + quarter];
                var issue = PublishOne(new(year, quarter + 1), counted, [], protects);
                issues.Add(issue);
                quarters.Add((counted, issue.Table));
            }

            issues.Add(
                PublishOne(
                    new(year, null),
                    [.. quarters.SelectMany(quarter => quarter.Counted)],
                    [.. quarters.Select(quarter => new Table(quarter.Published, new Cube(Axes, quarter.Counted)))],
                    protects
                )
            );
        }

        return issues;
    }

    private Issue PublishOne(Period period, List<Counted> counted, IReadOnlyList<Table> parts, bool protects)
    {
        var table = new Table("registered", new Cube(Axes, counted));
        if (protects)
        {
            Protection.Of(table, parts);
        }

        return new(period, StatisticsView.Of(table), table.Cube);
    }

    private static string[] Codes(string of, int count) => [.. Enumerable.Range(1, count).Select(n => $"{of}{n}")];

    // By what is left of 1 when numbers from 0 to 1 are multiplied; a large mean is taken in pieces.
    private static long Poisson(Random chance, double mean)
    {
        var count = 0L;
        for (; mean > 0; mean -= 20)
        {
            var end = Math.Exp(-Math.Min(mean, 20));
            for (var left = chance.NextDouble(); left > end; left *= chance.NextDouble())
            {
                count++;
            }
        }

        return count;
    }
}

/// <summary>One table as it was published, and what nobody but the test knows: what was counted.</summary>
internal sealed record Issue(Period Period, StatisticsView.Table Table, Cube Truth);
