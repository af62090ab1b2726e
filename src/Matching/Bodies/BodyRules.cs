using System;
using System.Globalization;
using System.Linq;
using FluentValidation;
using Matching.Web;

namespace Matching.Bodies;

/// <summary>
/// The shape of what a body is called and reached by. It stands in mail headers and on pages of others.
/// </summary>
internal static class BodyRules
{
    private const int LongestName = 200;

    /// <summary>
    /// A name that can stand in a mail header as it is: no line or direction marks, nothing that reads as an address or
    /// an encoded word.
    /// </summary>
    public static IRuleBuilderOptions<T, string?> BodyName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotNull()
            .WithMessage("is needed")
            .OneLine(LongestName)
            .Must(name => name is null || !name.Any(IsHostile) && !name.Contains("=?", StringComparison.Ordinal))
            .WithMessage("holds a character that a name in a mail header cannot have");

    /// <summary>Digits, spaces and one leading plus.</summary>
    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(phone => phone is null || IsPhone(phone)).WithMessage("digits and spaces, perhaps with + before");

    /// <summary>An address of the web, https only, without a user.</summary>
    public static IRuleBuilderOptions<T, string?> WebAddress<T>(this IRuleBuilder<T, string?> rule) =>
        rule.OneLine(500).Must(url => url is null || IsHttps(url)).WithMessage("must be an https:// address");

    /// <summary>Where a house can stand.</summary>
    public static IRuleBuilderOptions<T, string?> House<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotNull()
            .WithMessage("is needed")
            .OneLine(100)
            .Must(house => house is null || house.Split(':')[0] is not ("county" or "country"))
            .WithMessage("must be a municipality, a town or a postal code");

    private static bool IsHostile(char c) =>
        c is '<' or '>' or '"' or '\\'
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private static bool IsPhone(string phone) =>
        phone.Length <= 30
        && phone.Count(char.IsAsciiDigit) is >= 3 and <= 15
        && phone.TrimStart('+').All(c => char.IsAsciiDigit(c) || c == ' ')
        && phone.LastIndexOf('+') <= 0;

    private static bool IsHttps(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.Scheme == Uri.UriSchemeHttps
        && parsed.UserInfo.Length == 0
        && Uri.IsWellFormedUriString(url, UriKind.Absolute);
}
