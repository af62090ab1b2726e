using System;
using System.Collections.Generic;

namespace Matching.Statistics;

/// <summary>
/// What whoever knows some numbers, and that some of them add up to others, can say of the rest: the least and the most
/// that each can be, narrowed by every sum until none narrows any further.
/// </summary>
/// <param name="numbers">How many numbers there are.</param>
/// <param name="sums">A total, and the numbers that it is made of.</param>
internal sealed class Reckoning(int numbers, IReadOnlyList<(int Total, int[] Parts)> sums)
{
    /// <summary>More than anything that is counted: no bound.</summary>
    public const long NoEnd = 1L << 40;

    private readonly long[] _least = new long[numbers];
    private readonly long[] _most = new long[numbers];
    private readonly List<int>[] _sumsOf = SumsOf(numbers, sums);
    private readonly Queue<int> _open = new();
    private readonly bool[] _isOpen = new bool[sums.Count];

    /// <summary>The sums that a number stands in.</summary>
    public IReadOnlyList<int> SumsOf(int number) => _sumsOf[number];

    /// <summary>The least and the most that a number can be.</summary>
    public (long Least, long Most) this[int number] => (_least[number], _most[number]);

    /// <summary>Forgets everything but what is known at first, and reckons.</summary>
    public void Run(Func<int, (long Least, long Most)> known)
    {
        for (var number = 0; number < numbers; number++)
        {
            (_least[number], _most[number]) = known(number);
        }

        for (var sum = 0; sum < sums.Count; sum++)
        {
            Open(sum);
        }

        while (_open.TryDequeue(out var sum))
        {
            _isOpen[sum] = false;
            Narrow(sums[sum].Total, sums[sum].Parts);
        }
    }

    private void Narrow(int total, int[] parts)
    {
        var (least, most, endless) = (0L, 0L, 0);
        foreach (var part in parts)
        {
            least += _least[part];
            most += _most[part] < NoEnd ? _most[part] : 0;
            endless += _most[part] < NoEnd ? 0 : 1;
        }

        // Whatever is narrowed here opens this sum again.
        Narrow(total, least, endless > 0 ? NoEnd : most);
        foreach (var part in parts)
        {
            var isEndless = _most[part] >= NoEnd;
            var othersEnd = endless == (isEndless ? 1 : 0);
            var othersMost = most - (isEndless ? 0 : _most[part]);
            Narrow(
                part,
                othersEnd ? _least[total] - othersMost : 0,
                _most[total] < NoEnd ? _most[total] - (least - _least[part]) : NoEnd
            );
        }
    }

    private void Narrow(int number, long least, long most)
    {
        if (least <= _least[number] && most >= _most[number])
        {
            return;
        }

        (_least[number], _most[number]) = (Math.Max(least, _least[number]), Math.Min(most, _most[number]));
        foreach (var sum in _sumsOf[number])
        {
            Open(sum);
        }
    }

    private void Open(int sum)
    {
        if (!_isOpen[sum])
        {
            _isOpen[sum] = true;
            _open.Enqueue(sum);
        }
    }

    private static List<int>[] SumsOf(int numbers, IReadOnlyList<(int Total, int[] Parts)> sums)
    {
        var of = new List<int>[numbers];
        for (var number = 0; number < numbers; number++)
        {
            of[number] = [];
        }

        for (var sum = 0; sum < sums.Count; sum++)
        {
            of[sums[sum].Total].Add(sum);
            foreach (var part in sums[sum].Parts)
            {
                of[part].Add(sum);
            }
        }

        return of;
    }
}
