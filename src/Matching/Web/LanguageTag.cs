using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Matching.Web;

/// <summary>
/// A BCP 47 tag of a language that exists, such as <c>nb</c> or <c>ar</c>; region and script are not needed here.
/// </summary>
public static class LanguageTag
{
    private static readonly string[] Norwegian = ["nb", "nn", "no"];

    private static readonly Lazy<System.Collections.Frozen.FrozenSet<string>> Known = new(() =>
        System.Collections.Frozen.FrozenSet.ToFrozenSet(
            CultureInfo
                .GetCultures(CultureTypes.NeutralCultures)
                .Select(culture => culture.TwoLetterISOLanguageName)
                .Append("no")
        )
    );

    /// <summary>
    /// Languages with those that their speakers understand as well: bokmål and nynorsk are written forms of one.
    /// </summary>
    public static string[] Understood(IEnumerable<string> languages) =>
        [.. languages.SelectMany(language => Norwegian.Contains(language) ? Norwegian : [language]).Distinct()];

    /// <summary>Whether this is the tag of a language, in lower case.</summary>
    public static bool IsKnown(string? tag) => tag is { Length: 2 or 3 } && Known.Value.Contains(tag);
}
