using System;
using System.Collections.Generic;

namespace Matching.Imports;

/// <summary>Languages as people write them in a list.</summary>
internal static class LanguageWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["norsk"] = "nb",
        ["bokmål"] = "nb",
        ["nynorsk"] = "nn",
        ["nordsamisk"] = "se",
        ["samisk"] = "se",
        ["engelsk"] = "en",
        ["arabisk"] = "ar",
        ["ukrainsk"] = "uk",
        ["polsk"] = "pl",
        ["litauisk"] = "lt",
        ["somali"] = "so",
        ["tigrinja"] = "ti",
        ["persisk"] = "fa",
        ["farsi"] = "fa",
        ["urdu"] = "ur",
        ["kurdisk"] = "ku",
        ["tyrkisk"] = "tr",
        ["russisk"] = "ru",
        ["spansk"] = "es",
        ["fransk"] = "fr",
        ["tysk"] = "de",
        ["tamil"] = "ta",
        ["vietnamesisk"] = "vi",
        ["svensk"] = "sv",
        ["dansk"] = "da",
    };

    /// <summary>The tag of a language that is written by its name or its tag.</summary>
    public static string Tag(string text) => Names.GetValueOrDefault(text, text.ToLowerInvariant());
}
