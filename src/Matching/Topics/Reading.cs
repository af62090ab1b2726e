using System.Collections.Generic;
using System.Linq;

namespace Matching.Topics;

/// <summary>
/// What somebody typed, as words: as it stands, and with compounds put together that were written apart («panikk
/// anfall») and parted that nobody knows («traumesorg»).
/// </summary>
internal static class Reading
{
    private const int MostWords = 20;
    private const int ShortestPart = 3;

    /// <summary>One reading or two; none where there is no word.</summary>
    public static IReadOnlyList<AskedWord[]> Of(string typed, TopicWords known)
    {
        var words = Vocabulary.Words(typed).Take(MostWords).ToList();
        if (words.Count == 0)
        {
            return [];
        }

        var other = Joined(words, known).SelectMany(word => Parted(word, known)).ToList();
        IEnumerable<List<string>> readings = other.SequenceEqual(words) ? [words] : [words, other];
        return
        [
            .. readings.Select(reading =>
                reading.Select((word, i) => known.Ask(word, i == reading.Count - 1)).ToArray()
            ),
        ];
    }

    private static IEnumerable<string> Joined(List<string> words, TopicWords known)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var isOne = i + 1 < words.Count && known.Has(words[i] + words[i + 1]);
            yield return isOne ? words[i] + words[i + 1] : words[i];
            i += isOne ? 1 : 0;
        }
    }

    // The longest known word at the beginning with a known one after it, or after an s or e that binds them.
    private static IEnumerable<string> Parted(string word, TopicWords known)
    {
        if (Vocabulary.Of(word) is { IsOfNoTopic: true } || known.HasForm(Vocabulary.Of(word)))
        {
            return [word];
        }

        for (var at = word.Length - ShortestPart; at >= ShortestPart; at--)
        {
            var (first, rest) = (word[..at], word[at..]);
            if (Is(first) && (Ends(rest) || (rest[0] is 's' or 'e' && Ends(rest = rest[1..]))))
            {
                return [first, rest];
            }
        }

        return [word];

        bool Is(string part) => part.Length >= ShortestPart && (known.Has(part) || Vocabulary.Of(part).SaysNothing);

        bool Ends(string part) => Is(part) || (part.Length > ShortestPart && known.HasForm(Vocabulary.Of(part)));
    }
}
