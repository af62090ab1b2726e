using System;
using System.Linq;
using System.Net;

namespace Matching.Sites;

/// <summary>
/// The origin of a site's pages, written exactly as browsers send it: <c>https://host</c>, with a port only where it is
/// not the usual one. What has two spellings is taken in one alone, so that comparing the characters is enough.
/// </summary>
public static class SiteOrigin
{
    /// <summary>The longest that one may be: a name of the DNS, its scheme and its port.</summary>
    public const int Longest = 270;

    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>Why pages cannot be there; null where they can.</summary>
    /// <param name="allowLoopback">Whether this machine itself is allowed, also without TLS.</param>
    public static string? ReasonAgainst(string written, bool allowLoopback)
    {
        if (
            written.Length > Longest
            || !written.All(char.IsAscii)
            || !Uri.TryCreate(written, UriKind.Absolute, out var uri)
            || written != Exactly(uri)
        )
        {
            return "must be https://host or https://host:port: lower case, other letters as punycode, and nothing after it";
        }

        var isHere = allowLoopback && (uri.Host == "localhost" || (IsLiteral(uri) && uri.IsLoopback));
        return uri.Scheme != Uri.UriSchemeHttps && !(isHere && uri.Scheme == Uri.UriSchemeHttp)
                ? "must be an https:// origin"
            : !isHere && (IsLiteral(uri) || !IsName(uri.Host)) ? "must be at a name of the DNS with a dot"
            : null;
    }

    private static string Exactly(Uri uri) => $"{uri.Scheme}://{uri.Host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";

    private static bool IsLiteral(Uri uri) => IPAddress.TryParse(uri.DnsSafeHost, out _);

    private static bool IsName(string host) =>
        host.Length <= LongestName
        && host.Split('.') is { Length: > 1 } labels
        && labels[^1].Any(char.IsAsciiLetter)
        && labels.All(label =>
            label.Length is > 0 and <= LongestLabel
            && label[0] != '-'
            && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        );
}
