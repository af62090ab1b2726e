using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Matching.Web;

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
            .Select(name => (Name: name, Steps: Typos.Between(folded, Of(name))))
            .Where(found => found.Steps <= Math.Max(1, Math.Max(folded.Length, found.Name.Length) / 3))
            .OrderBy(found => found.Steps)
            .Select(found => found.Name)
            .FirstOrDefault();
    }
}
