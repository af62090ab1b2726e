using System;
using System.Text.Json;

namespace Matching.Database;

/// <summary>
/// An enum and the code that the API and the tables write for it: <c>LinkCentre</c> is <c>link-centre</c>.
/// </summary>
public static class Codes
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>All codes of an enum.</summary>
    public static string[] All<TEnum>()
        where TEnum : struct, Enum => Array.ConvertAll(Enum.GetValues<TEnum>(), Of);

    /// <exception cref="ArgumentException">There is no such code.</exception>
    public static TEnum Parse<TEnum>(string code)
        where TEnum : struct, Enum =>
        Enum.Parse<TEnum>(code.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true);
}
