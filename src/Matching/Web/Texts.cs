using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace Matching.Web;

/// <summary>A code for programs and the same in words for people.</summary>
public sealed record Said(string Code, string Text);

/// <summary>
/// What people read, by module, code and language, from each module's <c>Texts.json</c>. A test holds that bokmål,
/// nynorsk and English are there for every code.
/// </summary>
public static class Texts
{
    private static readonly Dictionary<string, Dictionary<string, Dictionary<string, string>>> All = Load();

    /// <summary>Every text: module, code, language.</summary>
    internal static IEnumerable<(
        string Module,
        string Code,
        IReadOnlyDictionary<string, string> Languages
    )> Everything =>
        from module in All
        from code in module.Value
        select (module.Key, code.Key, (IReadOnlyDictionary<string, string>)code.Value);

    /// <summary>The text of a code, with <c>{0}</c> and so on filled in.</summary>
    /// <exception cref="KeyNotFoundException">No module says that.</exception>
    public static string Say(string module, string code, Language language, params object[] values)
    {
        var text = All[module][code][LanguageOf(module, code, language)];
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, text, values);
    }

    /// <summary>The language that a text is there in for a reader of this one.</summary>
    /// <exception cref="KeyNotFoundException">No module says that.</exception>
    public static string LanguageOf(string module, string code, Language language) =>
        language.Fallback.First(All[module][code].ContainsKey);

    /// <summary>Whether a module says that.</summary>
    public static bool Knows(string module, string code) => All[module].ContainsKey(code);

    /// <summary>The code with its text.</summary>
    public static Said Of(string module, string code, Language language, params object[] values) =>
        new(code, Say(module, code, language, values));

    private static Dictionary<string, Dictionary<string, Dictionary<string, string>>> Load()
    {
        var home = Assembly.GetExecutingAssembly();
        return home.GetManifestResourceNames()
            .Where(name => name.StartsWith("texts/", StringComparison.Ordinal))
            .ToDictionary(
                name => name["texts/".Length..^".json".Length],
                name =>
                {
                    using var stream = home.GetManifestResourceStream(name)!;
                    return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
                },
                StringComparer.Ordinal
            );
    }
}
