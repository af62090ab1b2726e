using System;
using System.Linq;

namespace Matching.Web;

/// <summary>
/// How many slips of the finger lie between two words: a letter too many, one too few, a wrong one, two swapped
/// (Damerau's distance, where no letter is touched twice).
/// </summary>
internal static class Typos
{
    /// <summary>The slips between two words.</summary>
    public static int Between(string one, string other) => LastRow(one, other)[^1];

    /// <summary>The fewest slips between what is typed so far and any beginning of a word.</summary>
    public static int SoFar(string typed, string word) => LastRow(typed, word).Min();

    // What it takes to come from the first word to each beginning of the other.
    private static int[] LastRow(string one, string other)
    {
        var (row, old, older) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var j = 0; j <= other.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            (row, old, older) = (older, row, old);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var isSame = one[i - 1] == other[j - 1];
                row[j] = Math.Min(old[j - 1] + (isSame ? 0 : 1), Math.Min(old[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], older[j - 2] + 1);
                }
            }
        }

        return row;
    }
}
