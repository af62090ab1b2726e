using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Imports;
using Matching.Places;
using Matching.Topics;
using C = Matching.Bodies.BodyColumns;

namespace Matching.Bodies;

/// <summary>
/// What a body answers for, as a row of a list has it: one line of days and topics for all municipalities.
/// </summary>
internal static class CoverageCells
{
    private static readonly ReplaceCoverage.Validator Rules = new();

    /// <summary>The coverage that a row says; null where it says nothing of it, or is refused.</summary>
    /// <param name="now">What of the body's coverage is not over.</param>
    public static IReadOnlyList<CoverageRow>? Read(
        SheetRow row,
        IReadOnlyList<Coverage> now,
        PlacesByText places,
        TopicsByText topics,
        DateOnly today
    )
    {
        if (row.Empties(C.Municipalities))
        {
            return [];
        }

        if (row.List(C.Municipalities) is not { } named)
        {
            foreach (var column in new[] { C.From, C.Until, C.Priority, C.Topics }.Where(column => row.Says(column)))
            {
                row.Refuse(column, "goes with municipalities");
            }

            return null;
        }

        var numbers = named
            .Select(name => row.Found(places.Municipality(name, C.Municipalities.Field))?.Place.Municipality)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        var (from, until) = (row.Day(C.From), row.Day(C.Until));
        var only = row.List(C.Topics) is { } asked ? row.Found(topics.Slugs(asked, C.Topics.Field)) : null;
        var priority = row.Whole(C.Priority) ?? 0;
        var rows = numbers
            .Select(number => new CoverageRow(number, from ?? Since(number), until, priority, only))
            .ToList();
        if (until < today)
        {
            row.Refuse(C.Until, "is over: leave the municipalities out");
        }

        row.Refuse(Rules.Validate(rows));
        return rows;

        DateOnly Since(string number) =>
            now.Where(known => known.Municipality == number).Select(known => known.FromDay).DefaultIfEmpty(today).Min();
    }
}
