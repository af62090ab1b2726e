using System.Collections.Generic;

namespace Matching.Topics;

/// <summary>A word that somebody typed, with the known words that it may mean.</summary>
/// <param name="Weight">How much it tells: at most 1.</param>
/// <param name="Alike">How alike known words are to it, by their number; those that are not at all are left
/// out.</param>
/// <param name="OnlyLooks">Those of them that it only looks like.</param>
internal sealed record AskedWord(
    double Weight,
    bool SaysNothing,
    IReadOnlyDictionary<int, double> Alike,
    IReadOnlySet<int> OnlyLooks
)
{
    /// <summary>The place of a phrase that is most alike.</summary>
    /// <param name="taken">A bit for each place that stands for another word.</param>
    /// <param name="surely">Whether it is not enough to look like it.</param>
    public (double Likeness, int Place) In(int[] phrase, long taken, bool surely)
    {
        var best = (Likeness: 0.0, Place: 0);
        for (var place = 0; place < phrase.Length; place++)
        {
            if (
                (taken & (1L << place)) == 0
                && Alike.TryGetValue(phrase[place], out var here)
                && here > best.Likeness
                && !(surely && OnlyLooks.Contains(phrase[place]))
            )
            {
                best = (here, place);
            }
        }

        return best;
    }
}
