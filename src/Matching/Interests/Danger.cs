using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Matching.Database;

namespace Matching.Interests;

/// <summary>What a text may speak of.</summary>
public enum DangerKind
{
    Suicide,
    SelfHarm,
    ChildAtRisk,
    Violence,
}

/// <summary>
/// Recognises that a text suggests danger, by the words of <c>db/seed/danger.json</c>. Rather too often than too seldom:
/// who denies it, and who grieves for somebody who took his life, is shown the help lines too, which does no harm. It is
/// no judgement and no assessment, and what it misses is missed: nothing may be built on its silence. Reckoned anew
/// wherever it is needed and never kept.
/// </summary>
public static class Danger
{
    private static readonly File Known = Load();
    private static readonly Phrase[] Harmless = Read(Known.Harmless);
    private static readonly (DangerKind Kind, Phrase[] Phrases)[] Phrases =
    [
        .. Known.Kinds.Select(kind => (Codes.Parse<DangerKind>(kind.Key), Read(kind.Value.Phrases))),
    ];

    /// <summary>The help lines that are shown before every form, in order.</summary>
    internal static IReadOnlyList<string> Lines => Known.Lines;

    /// <summary>The kinds of danger that a text suggests; none for no text.</summary>
    public static IReadOnlyList<DangerKind> In(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var words = Folded.Words(text);
        foreach (var phrase in Harmless)
        {
            TakeAway(phrase, words);
        }

        return
        [
            .. from kind in Phrases
            where kind.Phrases.Any(phrase => Enumerable.Range(0, words.Count).Any(at => phrase.EndFrom(words, at) >= 0))
            select kind.Kind,
        ];
    }

    /// <summary>The numbers to call in such danger, the most urgent first.</summary>
    internal static IReadOnlyList<string> LinesFor(IReadOnlyCollection<DangerKind> kinds) =>
        [.. kinds.SelectMany(kind => Known.Kinds[Codes.Of(kind)].Lines).Distinct()];

    // What is left must not become neighbours: a word that is none stays in the place of each.
    private static void TakeAway(Phrase phrase, List<string> words)
    {
        for (var at = 0; at < words.Count; at++)
        {
            for (var end = phrase.EndFrom(words, at); at < end; at++)
            {
                words[at] = "";
            }
        }
    }

    private static File Load() =>
        JsonSerializer.Deserialize<File>(Scripts.Read("seed/danger.json"), JsonSerializerOptions.Web)!;

    private static Phrase[] Read(IEnumerable<string> phrases) =>
        [.. phrases.Select(phrase => Phrase.Read(phrase, Known.Groups))];

    private sealed record File(
        IReadOnlyList<string> Lines,
        IReadOnlyDictionary<string, string> Groups,
        IReadOnlyList<string> Harmless,
        IReadOnlyDictionary<string, KindFile> Kinds
    );

    private sealed record KindFile(IReadOnlyList<string> Lines, IReadOnlyList<string> Phrases);
}
