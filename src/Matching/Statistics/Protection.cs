using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Statistics;

/// <summary>
/// Hides further numbers of a table until what is small cannot be reckoned from what is shown, there and in the tables
/// that it sums up. It reckons with the worst: somebody who knows how this is made, and is even told which of the
/// hidden numbers are small, learns of none of them more than that it is from 0 to 9; and of any other that is hidden
/// no fewer than ten values are possible.
/// </summary>
internal sealed class Protection
{
    private readonly Table _table;
    private readonly List<(Table Table, int Cell)> _numbers = [];
    private readonly List<(int Total, int[] Parts)> _sums = [];
    private readonly Reckoning _reckoning;

    private Protection(Table table, IReadOnlyList<Table> parts)
    {
        _table = table;
        foreach (var one in parts.Prepend(table))
        {
            var first = _numbers.Count;
            _numbers.AddRange(Enumerable.Range(0, one.Cube.Cells).Select(cell => (one, cell)));
            _sums.AddRange(
                one.Cube.Sums().Select(sum => (sum.Total + first, Array.ConvertAll(sum.Parts, part => part + first)))
            );
        }

        if (parts.Count > 0)
        {
            var cells = table.Cube.Cells;
            _sums.AddRange(
                Enumerable
                    .Range(0, cells)
                    .Select(cell =>
                        (cell, Enumerable.Range(1, parts.Count).Select(part => cell + part * cells).ToArray())
                    )
            );
        }

        _reckoning = new(_numbers.Count, _sums);
    }

    /// <summary>Protects a table that is about to be published.</summary>
    /// <param name="parts">Those of the same event, published before, whose numbers add up to those of this one; with
    /// the same axes.</param>
    public static void Of(Table table, IReadOnlyList<Table> parts) => new Protection(table, parts).Run();

    private void Run()
    {
        while (true)
        {
            _reckoning.Run(Known);
            var exposed = Enumerable.Range(0, _numbers.Count).Where(IsExposed).ToList();
            if (exposed.Count == 0)
            {
                return;
            }

            if (!HideFor(exposed))
            {
                _table.Withhold();
                return;
            }
        }
    }

    // At most one for each sum at a time: what it brings is reckoned before another is hidden.
    private bool HideFor(List<int> exposed)
    {
        var done = new HashSet<int>();
        foreach (var number in exposed.Where(number => !_reckoning.SumsOf(number).Any(done.Contains)))
        {
            if (Nearest(number) is { } other)
            {
                _table.Hide(other);
                done.UnionWith(_reckoning.SumsOf(other));
            }
        }

        return done.Count > 0;
    }

    // What it tells of itself, to somebody who is told which of the hidden ones are small.
    private (long Least, long Most) Known(int number)
    {
        var (table, cell) = _numbers[number];
        var count = table.Cube[cell];
        return table[cell] switch
        {
            Fate.Shown => (
                Math.Max(Table.LeastShown, Table.Rounded(count) - (Table.Step / 2)),
                Table.Rounded(count) + (Table.Step / 2)
            ),
            Fate.Hidden when count < Table.LeastShown => (0, Table.LeastShown - 1),
            Fate.Hidden => (Table.LeastShown, Reckoning.NoEnd),
            Fate.Nothing => (0, 0),
            _ => (0, Reckoning.NoEnd),
        };
    }

    private bool IsExposed(int number)
    {
        var (table, cell) = _numbers[number];
        var (least, most) = _reckoning[number];
        return table[cell] is not (Fate.Shown or Fate.Nothing)
            && (
                table.Cube[cell] < Table.LeastShown
                    ? least > 0 || most < Table.LeastShown - 1
                    : most - least + 1 < Table.LeastShown
            );
    }

    // The nearest of the numbers that are about to be shown, by the sums that lead to it, and of these the smallest:
    // judged by what everybody would read, not by what was counted.
    private int? Nearest(int number)
    {
        var seen = new HashSet<int> { number };
        for (List<int> ring = [number]; ring.Count > 0; )
        {
            ring =
            [
                .. ring.SelectMany(_reckoning.SumsOf)
                    .Distinct()
                    .SelectMany(sum => _sums[sum].Parts.Append(_sums[sum].Total))
                    .Where(seen.Add),
            ];
            var shown = ring.Where(IsToBeShown).ToList();
            if (shown.Count > 0)
            {
                return shown.MinBy(one => (Table.Rounded(_table.Cube[one]), one));
            }
        }

        return null;
    }

    private bool IsToBeShown(int number) => number < _table.Cube.Cells && _table[number] == Fate.Shown;
}
