using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Matching.Imports;

/// <summary>
/// One spelling for headers and the words of codes: case, accents and everything but letters and digits away; å and aa,
/// æ and ae, ø and oe are each one letter. Looser than the database's <c>fold</c>, which keeps words apart.
/// </summary>
internal static class Folded
{
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (
            var c in text.ToLowerInvariant().Replace('ø', 'o').Replace('æ', 'e').Normalize(NormalizationForm.FormD)
        )
        {
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c);
            }
        }

        return folded.Replace("aa", "a").Replace("ae", "e").Replace("oe", "o").ToString();
    }

    /// <summary>The one that is spelt most alike; null where none is.</summary>
    public static string? Nearest(string text, IEnumerable<string> known)
    {
        var folded = Of(text);
        return known
            .Select(name => (Name: name, Steps: Steps(folded, Of(name))))
            .Where(found => found.Steps <= Math.Max(1, Math.Max(folded.Length, found.Name.Length) / 3))
            .OrderBy(found => found.Steps)
            .Select(found => found.Name)
            .FirstOrDefault();
    }

    // Levenshtein's distance, row by row.
    private static int Steps(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var here = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], here);
            }
        }

        return row[^1];
    }
}
