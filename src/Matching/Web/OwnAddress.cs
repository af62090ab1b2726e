using System;
using System.Linq;

namespace Matching.Web;

/// <summary>
/// How this service is reached from outside: the addresses on slips, in mails and in events lead there, and none of
/// them says more than where.
/// </summary>
public sealed class OwnAddress
{
    private static readonly string[] LoopbackNames = ["127.0.0.1", "[::1]", "localhost"];

    /// <summary>An absolute address by http or https, perhaps with a path; TLS ends before the service.</summary>
    public string PublicUrl { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Whether that is by https.</summary>
    public bool IsSecure => PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a browser says that a page of ours stands there. On one's own machine, under any of its names.
    /// </summary>
    public bool IsOrigin(string origin) =>
        new Uri(PublicUrl) is var url
        && (
            origin == url.GetLeftPart(UriPartial.Authority)
            || (url.IsLoopback && LoopbackNames.Any(name => origin == $"{url.Scheme}://{name}:{url.Port}"))
        );

    /// <summary>Whether it is an address that something can be put behind.</summary>
    internal bool IsUsable =>
        Uri.IsWellFormedUriString(PublicUrl, UriKind.Absolute)
        && new Uri(PublicUrl) is var url
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && (url.UserInfo.Length, url.Query.Length, url.Fragment.Length) == (0, 0, 0);

    /// <summary>The address of a path, which begins with a slash; without one, that of the service itself.</summary>
    public string To(string path = "") => PublicUrl.TrimEnd('/') + path;
}
