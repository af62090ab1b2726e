using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Web;

namespace Matching.Statistics;

/// <summary>Statistics of a quarter or a year, as they are published once and for all.</summary>
/// <param name="Period">A quarter, say 2026-4, or a year, say 2026.</param>
/// <param name="LeastShown">What is less is not shown.</param>
/// <param name="RoundedTo">Every number of the tables is rounded to a multiple of this by itself: they do not add
/// up.</param>
/// <param name="Counties">The codes of counties, in words.</param>
/// <param name="Topics">The codes of classes of topics, in words.</param>
/// <param name="Tables">Of a year the same as of its quarters, where it has all four, and the starters.</param>
/// <param name="KeyFigures">Of a year; null of a quarter.</param>
public sealed record StatisticsView(
    string Period,
    DateOnly PublishedOn,
    int LeastShown,
    int RoundedTo,
    IReadOnlyList<StatisticsView.Named> Counties,
    IReadOnlyList<StatisticsView.Named> Topics,
    IReadOnlyList<StatisticsView.Table> Tables,
    KeyFigures? KeyFigures
)
{
    /// <summary>The languages of what is in words.</summary>
    private static readonly string[] Languages = ["nb", "nn", "en"];

    /// <summary>A code and its name in bokmål, nynorsk and English.</summary>
    public sealed record Named(string Code, IReadOnlyDictionary<string, string> Names);

    /// <summary>What happened how often, by county, class of topics and, of an answer or a place, days since the
    /// registration.</summary>
    /// <param name="Names">What it says, in words.</param>
    /// <param name="Withheld">Nothing of it is published, since small numbers could be reckoned from it.</param>
    public sealed record Table(
        string Event,
        IReadOnlyDictionary<string, string> Names,
        bool Withheld,
        IReadOnlyList<Number> Numbers
    );

    /// <param name="County">Null: all.</param>
    /// <param name="Topic">Null: all.</param>
    /// <param name="Days">Null: however many.</param>
    /// <param name="Count">Null: not shown, since it is small, or since a small one could be reckoned from it.</param>
    public sealed record Number(string? County, string? Topic, string? Days, long? Count);

    /// <summary>A table as it is published.</summary>
    internal static Table Of(Statistics.Table table) =>
        new(
            table.Event,
            InWords("event-" + table.Event),
            table.IsWithheld,
            table.IsWithheld
                ? []
                :
                [
                    .. from cell in Enumerable.Range(0, table.Cube.Cells)
                    where table.Cube.IsTabled(cell)
                    let at = table.Cube.Where(cell)
                    let count = table[cell] == Fate.Shown ? Statistics.Table.Rounded(table.Cube[cell]) : (long?)null
                    select new Number(at.County, at.Topic, at.Days, count),
                ]
        );

    /// <summary>A text of the module in every language.</summary>
    internal static IReadOnlyDictionary<string, string> InWords(string text) =>
        Languages.ToDictionary(language => language, language => Texts.Say("Statistics", text, new Language(language)));

    /// <summary>Names in every language.</summary>
    internal static Named InWords(string code, Func<string, string> name) =>
        new(code, Languages.ToDictionary(language => language, name));
}
