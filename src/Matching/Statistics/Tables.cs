using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Statistics;

/// <summary>The tables of a period that is about to be published, each protected.</summary>
internal sealed class Tables
{
    /// <summary>What is counted by quarters, with the bands of days that it comes in.</summary>
    private static readonly (string Event, string[] Days)[] Events =
    [
        ("registered", []),
        ("matched", []),
        ("answered", ["0-1", "2-3", "4-5", "6-10", "11-20", "over-20"]),
        ("placed", ["0-7", "8-14", "15-30", "31-60", "61-90", "over-90"]),
        ("group-started", []),
    ];

    private readonly Period _period;
    private readonly IReadOnlyList<StatisticsView.Named> _counties;
    private readonly IReadOnlyList<StatisticsView.Named> _topics;
    private readonly List<Table> _tables = [];

    private Tables(
        Period period,
        IReadOnlyList<StatisticsView.Named> counties,
        IReadOnlyList<StatisticsView.Named> topics
    ) => (_period, _counties, _topics) = (period, counties, topics);

    /// <summary>
    /// Those of a quarter, or of a year with the quarters of it that were published. A year in which the service began
    /// has its quarters' alone: of two numbers that are known but for two each, the sum is no secret any more.
    /// </summary>
    /// <param name="quarters">All that have ended.</param>
    public static async Task<Tables> ReadAsync(
        MatchingDb db,
        TopicNames names,
        JsonSerializerOptions json,
        Period period,
        IReadOnlyList<Period> quarters,
        DateOnly today,
        CancellationToken ct
    )
    {
        var parts = new List<(List<Counted> Counted, StatisticsView? Published)>();
        foreach (var quarter in quarters.Where(one => period.Quarter is null ? one.Year == period.Year : one == period))
        {
            var name = quarter.ToString();
            var published = period.Quarter is null
                ? await db.Publications.AsNoTracking().SingleAsync(one => one.Period == name, ct)
                : null;
            parts.Add(
                (
                    await Counted.ReadAsync(db, quarter, today, ct),
                    published is null ? null : JsonSerializer.Deserialize<StatisticsView>(published.Json, json)
                )
            );
        }

        var counted = parts.SelectMany(part => part.Counted).ToList();
        if (period.Quarter is null)
        {
            counted.AddRange(await StartersAsync(db, ct));
        }

        var tables = new Tables(
            period,
            await CountiesAsync(db, counted, ct),
            await TopicsAsync(db, names, counted, ct)
        );
        foreach (var (@event, days) in period.Quarter is null && parts.Count < 4 ? [] : Events)
        {
            tables.Add(@event, days, parts);
        }

        if (period.Quarter is null)
        {
            tables.Protect(new("starters", new(tables.AxesOf([]) with { Topics = [] }, Of("starters", counted))), []);
        }

        return tables;
    }

    /// <summary>What is published of them.</summary>
    public async Task<StatisticsView> PublishedAsync(MatchingDb db, DateOnly today, CancellationToken ct) =>
        new(
            _period.ToString(),
            today,
            Table.LeastShown,
            Table.Step,
            _counties,
            _topics,
            [.. _tables.Select(StatisticsView.Of)],
            _period.Quarter is null ? await KeyFigures.CountAsync(db, _period.Year, today, ct) : null
        );

    private static IEnumerable<Counted> Of(string @event, IEnumerable<Counted> counted) =>
        counted.Where(one => one.Event == @event);

    private void Add(
        string @event,
        string[] days,
        IReadOnlyList<(List<Counted> Counted, StatisticsView? Published)> parts
    )
    {
        var axes = AxesOf(days);
        Protect(
            new(@event, new(axes, parts.SelectMany(part => Of(@event, part.Counted)))),
            [
                .. from part in parts
                where part.Published is not null
                let published = part.Published!.Tables.Single(table => table.Event == @event)
                select new Table(published, new(axes, Of(@event, part.Counted))),
            ]
        );
    }

    private void Protect(Table table, IReadOnlyList<Table> parts)
    {
        Protection.Of(table, parts);
        _tables.Add(table);
    }

    private Axes AxesOf(IReadOnlyList<string> days) =>
        new([.. _counties.Select(county => county.Code)], [.. _topics.Select(topic => topic.Code)], days);

    // By where they start from; a starter is a person.
    private static async Task<List<Counted>> StartersAsync(MatchingDb db, CancellationToken ct)
    {
        var counties = await (
            from starter in db.Starters
            where !starter.Demonstration
            join home in db.Places on starter.Home equals home.Code
            group home by home.County into county
            select new { county.Key, Count = county.LongCount() }
        ).ToListAsync(ct);
        return counties.ConvertAll(county => new Counted(
            "starters",
            county.Key ?? Counted.Several,
            "",
            "",
            county.Count
        ));
    }

    private static async Task<IReadOnlyList<StatisticsView.Named>> CountiesAsync(
        MatchingDb db,
        IEnumerable<Counted> counted,
        CancellationToken ct
    )
    {
        var places = await db
            .Places.AsNoTracking()
            .Where(place => place.Kind == PlaceKind.County)
            .ToDictionaryAsync(place => place.County!, ct);
        var codes = places.Values.Where(place => !place.Historical).Select(place => place.County!);
        var several = StatisticsView.InWords("county-several");
        return
        [
            .. codes
                .Concat(counted.Select(one => one.County).Where(code => code != Counted.Several))
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(code => StatisticsView.InWords(code, _ => places.GetValueOrDefault(code)?.Name ?? code)),
            new(Counted.Several, several),
        ];
    }

    private static async Task<IReadOnlyList<StatisticsView.Named>> TopicsAsync(
        MatchingDb db,
        TopicNames names,
        IEnumerable<Counted> counted,
        CancellationToken ct
    )
    {
        var all = (await names.AllAsync(db, ct)).Values.ToDictionary(topic => topic.Slug);
        var widest = all
            .Values.Where(topic => topic.Parent is null)
            .OrderBy(topic => topic.Id)
            .Select(topic => topic.Slug);
        return
        [
            .. widest
                .Concat(counted.Select(one => one.Topic).Where(slug => slug.Length > 0).Order(StringComparer.Ordinal))
                .Distinct()
                .Select(slug =>
                    StatisticsView.InWords(slug, language => all.GetValueOrDefault(slug)?.Name(language) ?? slug)
                ),
        ];
    }
}
