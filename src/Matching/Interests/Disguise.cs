using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Interests;

/// <summary>
/// Words that are written so that a machine shall not know them: digits and signs for letters, signs and blanks between
/// them. Only the simple ones, for there is no end of others.
/// </summary>
internal static class Disguise
{
    private const int FewestSpaced = 4;

    /// <summary>The text without; the same one where nothing is disguised.</summary>
    public static string Off(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Plain).ToList();
        var read = new List<string>();
        for (var i = 0; i < words.Count; )
        {
            var letters = words.Skip(i).TakeWhile(word => word.Length == 1 && char.IsLetter(word[0])).Count();
            var taken = letters < FewestSpaced ? 1 : letters;
            read.Add(string.Concat(words.Skip(i).Take(taken)));
            i += taken;
        }

        return string.Join(' ', read);
    }

    // A number stays one, and signs at the end of a word, which part it from the next.
    private static string Plain(string word)
    {
        var core = word.Trim('.', ',', ';', ':', '!', '?', '"', '(', ')', '-', '*', '_');
        return core.Any(char.IsLetter)
            ? word.Replace(core, string.Concat(core.Select(Letter).Where(IsPartOfOne)), StringComparison.Ordinal)
            : word;
    }

    private static char Letter(char c) =>
        c switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '7' => 't',
            _ => c,
        };

    // Accents and halves of characters are left to the one who folds them.
    private static bool IsPartOfOne(char c) => char.IsLetter(c) || c > 0x2FF;
}
