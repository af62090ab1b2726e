using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;

namespace Matching.Webhooks;

/// <summary>
/// Where a webhook goes: https, without a user, on a port that web servers have, and no address of this machine or its
/// network. What a name resolves to is asked at each attempt (<see cref="GuardedConnections"/>).
/// </summary>
public sealed class WebhookAddress
{
    /// <summary>The longest that one may be.</summary>
    public const int Longest = 500;

    private const int Https = 443;
    private const int LastReserved = 1023;

    private WebhookAddress(Uri uri) => Uri = uri;

    public Uri Uri { get; }

    /// <summary>Reads an address; false where nothing may be sent there, with the reason.</summary>
    /// <param name="allowLoopback">Whether this machine itself is allowed, also without TLS.</param>
    public static bool TryParse(
        string written,
        bool allowLoopback,
        [NotNullWhen(true)] out WebhookAddress? address,
        [NotNullWhen(false)] out string? reason
    )
    {
        address = null;
        reason =
            written.Length > Longest
            || !written.All(char.IsAscii)
            || !Uri.TryCreate(written, UriKind.Absolute, out var uri)
            || !Uri.IsWellFormedUriString(written, UriKind.Absolute)
                ? $"must be an https:// address of at most {Longest} characters"
                : ReasonAgainst(uri, allowLoopback);
        if (reason is null)
        {
            address = new(new(written));
        }

        return reason is null;
    }

    /// <summary>Whether something may be sent to an address that a name resolves to.</summary>
    /// <param name="scheme">Of the web address.</param>
    internal static bool MayReach(IPAddress address, string scheme, bool allowLoopback) =>
        (allowLoopback && IPAddress.IsLoopback(address)) || (scheme == Uri.UriSchemeHttps && PublicAddress.Is(address));

    private static string? ReasonAgainst(Uri uri, bool allowLoopback)
    {
        var isHere = IsHere(uri);
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && isHere && allowLoopback))
        {
            return "must be an https:// address";
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return "must name no user and no fragment";
        }

        if (uri.Port is not Https and <= LastReserved)
        {
            return $"must have the port {Https} or one above {LastReserved}";
        }

        var isLiteral = IPAddress.TryParse(uri.DnsSafeHost, out var literal);
        return (isHere && !allowLoopback) || (isLiteral && !MayReach(literal!, uri.Scheme, allowLoopback))
            ? "must be in the public internet"
            : null;
    }

    private static bool IsHere(Uri uri) =>
        IPAddress.TryParse(uri.DnsSafeHost, out var address)
            ? IPAddress.IsLoopback(address)
            : $".{uri.IdnHost.TrimEnd('.')}".EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
