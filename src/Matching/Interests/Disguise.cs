using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Matching.Interests;

/// <summary>
/// Words that are written so that a machine shall not know them: digits and signs for letters, signs and blanks between
/// them. Only the simple ones, for there is no end of others.
/// </summary>
internal static partial class Disguise
{
    /// <summary>The text without; the same one where nothing is disguised.</summary>
    public static string Off(string text) =>
        Spaced().Replace(Word().Replace(text, word => Plain(word.Value)), letters => NoBlanks(letters.Value));

    // A number stays one, and so does what only ends in a sign.
    private static string Plain(string word) =>
        word.Any(char.IsLetter) ? string.Concat(word.Select(Letter).Where(char.IsLetter)) : word;

    private static string NoBlanks(string letters) => string.Concat(letters.Where(char.IsLetter));

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

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}@$][^\s,;:?]*[\p{L}\p{M}\p{N}@$]")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<!\S)(\p{L}\p{M}*\s+){3,}\p{L}\p{M}*(?!\p{L})")]
    private static partial Regex Spaced();
}
