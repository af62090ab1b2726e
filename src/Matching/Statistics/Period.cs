using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Matching.Statistics;

/// <summary>A quarter, say 2026-4, or a year, say 2026: what statistics are published of.</summary>
/// <param name="Quarter">From 1 to 4; null: the year.</param>
public readonly partial record struct Period(int Year, int? Quarter)
{
    /// <summary>The quarter or year that is written like this.</summary>
    public static bool TryParse(string written, out Period period)
    {
        var match = Written().Match(written);
        period = match.Success
            ? new(
                Number(match.Groups["year"].Value),
                match.Groups["quarter"].Success ? Number(match.Groups["quarter"].Value) : null
            )
            : default;
        return match.Success;
    }

    /// <exception cref="FormatException">It is written otherwise.</exception>
    public static Period Parse(string written) =>
        TryParse(written, out var period) ? period : throw new FormatException();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Year:0000}") + (Quarter is { } quarter ? $"-{quarter}" : "");

    [GeneratedRegex(
        "^(?<year>[0-9]{4})(-(?<quarter>[1-4]))?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Written();

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
