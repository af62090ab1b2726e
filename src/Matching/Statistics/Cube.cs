using System.Collections.Generic;
using System.Linq;

namespace Matching.Statistics;

/// <summary>The codes that a table has a line for, each in order.</summary>
/// <param name="Days">Empty where nothing is counted by days.</param>
public sealed record Axes(IReadOnlyList<string> Counties, IReadOnlyList<string> Topics, IReadOnlyList<string> Days);

/// <summary>Where a number stands; null: all.</summary>
public readonly record struct At(string? County, string? Topic, string? Days);

/// <summary>
/// What was counted of one event, with every sum along every axis. A cell is a number from 0, the sum of everything,
/// on.
/// </summary>
public sealed class Cube
{
    private readonly IReadOnlyList<string>[] _codes;
    private readonly Dictionary<string, int>[] _places;
    private readonly int[] _strides;
    private readonly long[] _counts;

    /// <summary>Adds what was counted to its cell and to every sum that it is part of.</summary>
    public Cube(Axes axes, IEnumerable<Counted> counted)
    {
        Axes = axes;
        _codes = [axes.Counties, axes.Topics, axes.Days];
        _places =
        [
            .. _codes.Select(codes =>
                codes.Select((code, index) => (code, index)).ToDictionary(pair => pair.code, pair => pair.index + 1)
            ),
        ];
        _strides = [1, axes.Counties.Count + 1, (axes.Counties.Count + 1) * (axes.Topics.Count + 1)];
        _counts = new long[_strides[2] * (axes.Days.Count + 1)];
        foreach (var sum in counted)
        {
            foreach (var at in Sums(sum))
            {
                _counts[Cell(at)!.Value] += sum.Count;
            }
        }
    }

    /// <summary>The codes along which it is summed.</summary>
    public Axes Axes { get; }

    /// <summary>How many cells there are, sums among them.</summary>
    public int Cells => _counts.Length;

    /// <summary>What was counted in a cell.</summary>
    public long this[int cell] => _counts[cell];

    /// <summary>The cell of a place; null where a code is none of these.</summary>
    public int? Cell(At at)
    {
        var cell = 0;
        foreach (var (code, axis) in new[] { (at.County, 0), (at.Topic, 1), (at.Days, 2) })
        {
            if (code is null)
            {
                continue;
            }

            if (!_places[axis].TryGetValue(code, out var place))
            {
                return null;
            }

            cell += place * _strides[axis];
        }

        return cell;
    }

    /// <summary>Where a cell stands.</summary>
    public At Where(int cell) => new(Code(cell, 0), Code(cell, 1), Code(cell, 2));

    /// <summary>Whether tables show it, if anything may: by days, counties and topics stand apart.</summary>
    public bool IsTabled(int cell) => Where(cell) is not { County: not null, Topic: not null, Days: not null };

    /// <summary>Every sum that holds between cells, along every axis.</summary>
    public IEnumerable<(int Total, int[] Parts)> Sums() =>
        from axis in Enumerable.Range(0, 3)
        where _codes[axis].Count > 0
        from cell in Enumerable.Range(0, Cells)
        where Code(cell, axis) is null
        select (cell, Enumerable.Range(1, _codes[axis].Count).Select(place => cell + place * _strides[axis]).ToArray());

    // Where an axis has no codes, everything stands in its sum alone.
    private IEnumerable<At> Sums(Counted counted) =>
        from county in Both(counted.County, 0)
        from topic in Both(counted.Topic, 1)
        from days in Both(counted.Days, 2)
        select new At(county, topic, days);

    private string?[] Both(string code, int axis) => _codes[axis].Count > 0 ? [null, code] : [null];

    private string? Code(int cell, int axis) =>
        (cell / _strides[axis]) % (_codes[axis].Count + 1) is var place and > 0 ? _codes[axis][place - 1] : null;
}
