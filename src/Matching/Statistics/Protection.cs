using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Statistics;

/// <summary>
/// Hides further numbers of a table until what is small cannot be reckoned from what is shown, there and in the tables
/// that it sums up. It reckons with somebody who knows how this is made, and who is even told which of the hidden
/// numbers of a quarter are small and which are not: she learns of no small one more than that it is from 0 to 9, and
/// of any other that is hidden ten values or more are possible.
/// </summary>
internal sealed class Protection
{
    private readonly Table _table;
    private readonly bool _isOfParts;
    private readonly List<(Table Table, int Cell)> _numbers = [];
    private readonly List<(int Total, int[] Parts)> _sums = [];
    private readonly Reckoning _reckoning;
    private readonly HashSet<int> _known = [];

    private Protection(Table table, IReadOnlyList<Table> parts)
    {
        (_table, _isOfParts) = (table, parts.Count > 0);
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

        // To hide what those published before tell all but exactly would protect nobody.
        if (_isOfParts)
        {
            _reckoning.Run(number => number < table.Cube.Cells ? (0, Reckoning.NoEnd) : Known(number));
            _known.UnionWith(Enumerable.Range(0, table.Cube.Cells).Where(IsToBeShown).Where(IsNarrow));
        }
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
                ShowAgain();
                return;
            }

            if (!HideFor(exposed))
            {
                _table.Withhold();
                return;
            }
        }
    }

    // What need not have been hidden after all, the largest first: sums tell a reader most.
    private void ShowAgain()
    {
        var hidden = Enumerable.Range(0, _table.Cube.Cells).Where(IsHiddenToProtect).ToList();
        foreach (var cell in hidden.OrderByDescending(cell => Table.Rounded(_table.Cube[cell])).ThenBy(cell => cell))
        {
            _table.Show(cell);
            _reckoning.Run(Known);
            if (Enumerable.Range(0, _numbers.Count).Any(IsExposed))
            {
                _table.Hide(cell);
            }
        }
    }

    // At most one for each sum at a time: what it brings is reckoned before another is hidden.
    private bool HideFor(List<int> exposed)
    {
        var done = new HashSet<int>();
        foreach (var number in exposed.Where(number => !_reckoning.SumsOf(number).Any(done.Contains)))
        {
            if (Smallest(Beside([number])) is { } other)
            {
                _table.Hide(other);
                done.UnionWith(_reckoning.SumsOf(other));
            }
        }

        return done.Count > 0 || HideNearest(exposed);
    }

    // Where no sum of what is exposed holds one that is shown: the nearest by the sums of its sums.
    private bool HideNearest(List<int> exposed)
    {
        var seen = exposed.ToHashSet();
        for (var ring = exposed; ring.Count > 0; ring = [.. Beside(ring).Where(seen.Add)])
        {
            if (Smallest(ring) is { } other)
            {
                _table.Hide(other);
                return true;
            }
        }

        return false;
    }

    private IEnumerable<int> Beside(IEnumerable<int> numbers) =>
        numbers.SelectMany(_reckoning.SumsOf).Distinct().SelectMany(sum => _sums[sum].Parts.Append(_sums[sum].Total));

    // Judged by what everybody would read, not by what was counted.
    private int? Smallest(IEnumerable<int> numbers) =>
        numbers
            .Where(IsToBeShown)
            .Select(number => (int?)number)
            .MinBy(number => (Table.Rounded(_table.Cube[number!.Value]), number));

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
            Fate.Hidden when _isOfParts && table == _table => (0, Reckoning.NoEnd),
            Fate.Hidden when count < Table.LeastShown => (0, Table.LeastShown - 1),
            Fate.Hidden => (Table.LeastShown, Reckoning.NoEnd),
            Fate.Nothing => (0, 0),
            _ => (0, Reckoning.NoEnd),
        };
    }

    private bool IsExposed(int number)
    {
        var (table, cell) = _numbers[number];
        return table[cell] is not (Fate.Shown or Fate.Nothing)
            && (
                table.Cube[cell] < Table.LeastShown
                    ? _reckoning[number] is not (0, >= Table.LeastShown - 1)
                    : IsNarrow(number)
            );
    }

    private bool IsNarrow(int number) => _reckoning[number] is var (least, most) && most - least + 1 < Table.LeastShown;

    private bool IsHiddenToProtect(int cell) => _table[cell] == Fate.Hidden && _table.Cube[cell] >= Table.LeastShown;

    private bool IsToBeShown(int number) =>
        number < _table.Cube.Cells && _table[number] == Fate.Shown && !_known.Contains(number);
}
