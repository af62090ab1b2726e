using System;
using System.Collections.Frozen;
using System.Text.Json;

namespace Matching.Database;

/// <summary>
/// An enum and the code that the API and the tables write for it: <c>LinkCentre</c> is <c>link-centre</c>.
/// </summary>
public static class Codes
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Known<TEnum>.Codes[value];

    /// <summary>All codes of an enum.</summary>
    public static string[] All<TEnum>()
        where TEnum : struct, Enum => Array.ConvertAll(Enum.GetValues<TEnum>(), Of);

    /// <exception cref="ArgumentException">There is no such code.</exception>
    public static TEnum Parse<TEnum>(string code)
        where TEnum : struct, Enum =>
        TryParse<TEnum>(code, out var value) ? value : throw new ArgumentException(null, nameof(code));

    public static bool TryParse<TEnum>(string code, out TEnum value)
        where TEnum : struct, Enum => Known<TEnum>.Values.TryGetValue(code, out value);

    // Every answer and every row has some of these.
    private static class Known<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> Codes = Enum.GetValues<TEnum>()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, TEnum> Values = Codes.ToFrozenDictionary(
            pair => pair.Value,
            pair => pair.Key,
            StringComparer.Ordinal
        );
    }
}
