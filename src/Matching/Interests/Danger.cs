using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Matching.Database;
using Matching.Web;

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
/// Recognises that a text suggests danger, by the words of <c>db/seed/danger.json</c>. Rather too often than too
/// seldom: who denies it, and who grieves for somebody who took his life, is shown the help lines too, which does no
/// harm. It is no judgement and no assessment, and what it misses is missed: nothing may be built on its silence.
/// Reckoned anew wherever it is needed and never kept.
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

    /// <summary>Idioms that only sound of danger.</summary>
    internal static IReadOnlyList<string> Idioms => Known.Harmless;

    /// <summary>The kinds of danger that a text suggests; none for no text.</summary>
    public static IReadOnlyList<DangerKind> In(string? text)
    {
        if (text is null)
        {
            return [];
        }

        // Both ways, for what looks like a disguise may be none.
        Reading[] readings = [.. new[] { text, Disguise.Off(text) }.Distinct().Select(Reading.Of)];
        return [.. from kind in Phrases where readings.Any(reading => kind.Phrases.Any(reading.Says)) select kind.Kind];
    }

    /// <summary>The numbers to call in such danger, the most urgent first.</summary>
    internal static IReadOnlyList<string> LinesFor(IReadOnlyCollection<DangerKind> kinds) =>
        [.. kinds.SelectMany(kind => Known.Kinds[Codes.Of(kind)].Lines).Distinct()];

    private static File Load() =>
        JsonSerializer.Deserialize<File>(Scripts.Read("seed/danger.json"), JsonSerializerOptions.Web)!;

    private static Phrase[] Read(IEnumerable<string> phrases) =>
        [.. phrases.Select(phrase => Phrase.Read(phrase, Known.Groups))];

    /// <param name="Excused">How far the idioms reach that begin at a word or before it.</param>
    private sealed record Reading(IReadOnlyList<string> Words, IReadOnlyList<int> Excused)
    {
        public static Reading Of(string text)
        {
            List<string> words = [];
            List<int> excused = [];
            foreach (var piece in FoldedWords.Of(text))
            {
                var (start, furthest) = (words.Count, 0);
                words.AddRange(piece);
                for (var at = 0; at < piece.Count; at++)
                {
                    furthest = Math.Max(furthest, start + Harmless.Max(phrase => phrase.Reach(piece, at)));
                    excused.Add(furthest);
                }
            }

            return new(words, excused);
        }

        // An idiom excuses only what lies wholly within it.
        public bool Says(Phrase phrase) =>
            Enumerable.Range(0, Words.Count).Any(at => phrase.Reach(Words, at) > Excused[at]);
    }

    private sealed record File(
        IReadOnlyList<string> Lines,
        IReadOnlyDictionary<string, string> Groups,
        IReadOnlyList<string> Harmless,
        IReadOnlyDictionary<string, KindFile> Kinds
    );

    private sealed record KindFile(IReadOnlyList<string> Lines, IReadOnlyList<string> Phrases);
}
