using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Matching.Web;

/// <summary>
/// Text as it is compared: lower case, without accents and apostrophes; å and aa are a, æ and ae are e, ø and oe are o,
/// as in the database's <c>fold</c>. A letter that is held down counts once.
/// </summary>
internal static class FoldedWords
{
    /// <summary>The words of a text, folded, parted where a sign or a line's end stands between them.</summary>
    public static List<List<string>> Of(string text)
    {
        List<List<string>> pieces =
        [
            [],
        ];
        var word = new StringBuilder();
        foreach (var c in WellFormed(text).ToLowerInvariant().Replace('ä', 'æ').Normalize(NormalizationForm.FormKD))
        {
            if (IsLetter(c))
            {
                word.Append(Plain(c));
            }
            else if (!IsNothing(c))
            {
                End();
                if (c is not (' ' or '-'))
                {
                    pieces.Add([]);
                }
            }
        }

        End();
        return pieces;

        void End()
        {
            if (word.Length > 0)
            {
                pieces[^1].Add(One(word.ToString()));
                word.Clear();
            }
        }
    }

    /// <summary>A word whose letters are plain ones, folded.</summary>
    public static string One(string word) =>
        HeldDownOnce(word.Trim('*'))
            .Replace("aa", "a", System.StringComparison.Ordinal)
            .Replace("ae", "e", System.StringComparison.Ordinal)
            .Replace("oe", "o", System.StringComparison.Ordinal);

    // Half a character cannot be normalised.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c);

    // Accents, soft hyphens and the like, and apostrophes do not part a word.
    private static bool IsNothing(char c) =>
        c is '\'' or '’' or '‘' or '`' or '´' or 'ʼ'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;

    private static char Plain(char c) =>
        c switch
        {
            'æ' => 'e',
            'ø' => 'o',
            'đ' => 'd',
            'ŋ' => 'n',
            'ŧ' => 't',
            _ => c,
        };

    private static string HeldDownOnce(string word)
    {
        var once = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            var isHeld =
                (i > 1 && word[i] == word[i - 1] && word[i] == word[i - 2])
                || (i > 0 && i + 1 < word.Length && word[i] == word[i - 1] && word[i] == word[i + 1]);
            if (!isHeld)
            {
                once.Append(word[i]);
            }
        }

        return once.ToString();
    }
}
