using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using Matching.Web;

namespace Matching.Interests;

/// <summary>
/// Words in order, as <c>danger.json</c> writes them: <c>a|b</c> is either, <c>[a]</c> may be missing, <c>*</c> is the
/// rest of a word or its beginning, <c>..</c> is up to five words, <c>&lt;name&gt;</c> one of a group. Not a regular
/// expression: of two hundred with such gaps in one, the automaton that does not backtrack grows beyond its bounds.
/// </summary>
internal sealed class Phrase
{
    private const int LongestGap = 5;
    private readonly List<Part> _parts = [];

    /// <summary>Reads a phrase.</summary>
    /// <param name="groups">Words by the name of their group.</param>
    public static Phrase Read(string written, IReadOnlyDictionary<string, string> groups)
    {
        foreach (var (name, words) in groups)
        {
            written = written.Replace($"<{name}>", words, StringComparison.Ordinal);
        }

        var phrase = new Phrase();
        var gap = 0;
        foreach (var part in written.Split(' '))
        {
            if (part == "..")
            {
                gap = LongestGap;
                continue;
            }

            phrase._parts.Add(new Part(part.Trim('[', ']').Split('|'), part[0] == '[', gap));
            gap = 0;
        }

        return phrase;
    }

    /// <summary>
    /// How far it reaches if it begins at this word: the index after its last word; -1 if it does not.
    /// </summary>
    public int Reach(IReadOnlyList<string> words, int at) => _parts[0].Fits(words[at]) ? Reach(words, at + 1, 1) : -1;

    private int Reach(IReadOnlyList<string> words, int at, int next)
    {
        if (next == _parts.Count)
        {
            return at;
        }

        var part = _parts[next];
        var furthest = part.MayBeMissing ? Reach(words, at, next + 1) : -1;
        for (var i = at; i < words.Count && i <= at + part.Gap; i++)
        {
            if (part.Fits(words[i]))
            {
                furthest = Math.Max(furthest, Reach(words, i + 1, next + 1));
            }
        }

        return furthest;
    }

    private sealed class Part
    {
        private readonly FrozenSet<string> _words;
        private readonly (string Stem, bool Begins, bool Ends)[] _stems;

        /// <param name="words">Whole ones, and stems with a star after or before.</param>
        /// <param name="gap">How many words may stand before it.</param>
        public Part(IReadOnlyCollection<string> words, bool mayBeMissing, int gap)
        {
            (MayBeMissing, Gap) = (mayBeMissing, gap);
            var stems = words.ToLookup(word => word.Contains('*', StringComparison.Ordinal));
            _words = stems[false].Select(FoldedWords.One).ToFrozenSet();
            _stems = [.. stems[true].Select(word => (FoldedWords.One(word), word[0] != '*', word[^1] != '*'))];
        }

        public bool MayBeMissing { get; }

        public int Gap { get; }

        public bool Fits(string word) =>
            _words.Contains(word)
            || Array.Exists(
                _stems,
                stem =>
                    stem.Begins ? word.StartsWith(stem.Stem, StringComparison.Ordinal)
                    : stem.Ends ? word.EndsWith(stem.Stem, StringComparison.Ordinal)
                    : word.Contains(stem.Stem, StringComparison.Ordinal)
            );
    }
}
