using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Matching.Database;
using Matching.Web;

namespace Matching.Topics;

/// <summary>A word of what somebody typed or of what a topic is called, folded.</summary>
/// <param name="Stem">Without the endings of bokmål, nynorsk and English; only to be compared.</param>
/// <param name="Kin">Words that may stand for each other (mother, father) bear the same number; 0 for most.</param>
/// <param name="Family">Kins that are akin (parents, children) bear the same number; 0 for most.</param>
/// <param name="SaysNothing">Whether it stands in what people type about anything.</param>
/// <param name="SaysLittle">Whether it means a topic only beside another word of it: who took what, whose
/// son.</param>
/// <param name="IsOfNoTopic">Whether it means something that no topic is about, however much it looks like a word of
/// one.</param>
internal sealed record Word(
    string Text,
    string Stem,
    int Kin,
    int Family,
    bool SaysNothing,
    bool SaysLittle,
    bool IsOfNoTopic
);

/// <summary>What is known of words by themselves, from <c>db/seed/words.json</c>.</summary>
internal static class Vocabulary
{
    private const int ShortestStem = 3;
    private const int ShortestStemOfMore = 4;
    private static readonly File Known = JsonSerializer.Deserialize<File>(
        Scripts.Read("seed/words.json"),
        JsonSerializerOptions.Web
    )!;
    private static readonly string[] Endings = [.. Known.Endings.OrderByDescending(ending => ending.Length)];
    private static readonly FrozenSet<string> SaysNothing = All(Known.SaysNothing, One);
    private static readonly FrozenSet<string> SaysLittle = All(Known.SaysLittle, word => Stem(One(word)));
    private static readonly FrozenSet<string> OfNoTopic = All(Known.OfNoTopic, One);
    private static readonly FrozenSet<string> Grave = Known.Grave.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, (int Kin, int Family)> Kinship = Known
        .Alike.SelectMany((family, number) => family.Select(kin => (Words: kin, Family: number + 1)))
        .SelectMany((kin, number) => kin.Words.Select(word => (Stem: Stem(One(word)), Of: (number + 1, kin.Family))))
        .DistinctBy(word => word.Stem)
        .ToFrozenDictionary(word => word.Stem, word => word.Of, StringComparer.Ordinal);

    /// <summary>The folded words of a text, in order.</summary>
    public static IEnumerable<string> Words(string text) => FoldedWords.Of(text).SelectMany(words => words);

    /// <summary>What is known of a folded word.</summary>
    public static Word Of(string folded)
    {
        var stem = Stem(folded);
        var (kin, family) = Kinship.GetValueOrDefault(stem);
        return new(
            folded,
            stem,
            kin,
            family,
            SaysNothing.Contains(folded),
            SaysLittle.Contains(stem),
            OfNoTopic.Contains(folded)
        );
    }

    /// <summary>Whether a topic is so grave that a word which only looks like one of its own does not mean
    /// it.</summary>
    public static bool IsGrave(string slug) => Grave.Contains(slug);

    private static FrozenSet<string> All(IReadOnlyDictionary<string, string[]> words, Func<string, string> one) =>
        words.Values.SelectMany(some => some).Select(one).ToFrozenSet(StringComparer.Ordinal);

    private static string One(string word) => string.Concat(Words(word));

    // Endings go one after the other (utbrent-het, utbren-t), and a consonant that was doubled for them (ensomm-e). Of
    // a short word only one that begins with a vowel: «brød» and «brot» have nothing in common.
    private static string Stem(string word)
    {
        var shortest = ShortestStem;
        while (Array.Find(Endings, Ends) is { } ending)
        {
            word = word[..^ending.Length];
            shortest = ShortestStemOfMore;
        }

        return word.Length > ShortestStem && word[^1] == word[^2] ? word[..^1] : word;

        bool Ends(string ending) =>
            word.Length - ending.Length >= (ending[0] is 'a' or 'e' or 'i' ? shortest : ShortestStemOfMore)
            && word.EndsWith(ending, StringComparison.Ordinal);
    }

    private sealed record File(
        IReadOnlyDictionary<string, string[]> SaysNothing,
        IReadOnlyDictionary<string, string[]> SaysLittle,
        IReadOnlyDictionary<string, string[]> OfNoTopic,
        IReadOnlyList<string> Grave,
        IReadOnlyList<string[][]> Alike,
        IReadOnlyList<string> Endings
    );
}
