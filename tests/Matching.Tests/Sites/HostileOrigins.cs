using System.Collections.Generic;

namespace Matching.Tests.Sites;

/// <summary>
/// What pages say that want to be taken for <c>https://www.kommune.example.org</c>, for us, or for nobody in
/// particular.
/// </summary>
public static class HostileOrigins
{
    /// <summary>The one that a site has.</summary>
    public const string Registered = "https://www.kommune.example.org";

    /// <summary>Another of the same site, in punycode.</summary>
    public const string Punycode = "https://xn--bdo-ula.example.org";

    /// <summary>By what they try; as one line of the header, for those that HTTP can carry.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>
        {
            ["a site that nobody registered"] = "https://evil.example",
            ["none in particular"] = "null",
            ["null in capitals"] = "NULL",
            ["nothing at all"] = "",
            ["a wildcard"] = "*",
            ["a wildcard for the name"] = "https://*.kommune.example.org",
            ["a name below it"] = "https://evil.www.kommune.example.org",
            ["a name above it"] = "https://kommune.example.org",
            ["a name beside it"] = "https://www2.kommune.example.org",
            ["it as the beginning of another"] = "https://www.kommune.example.org.evil.example",
            ["it as the end of another"] = "https://evilwww.kommune.example.org",
            ["it after a hyphen"] = "https://evil-www.kommune.example.org",
            ["it with a character more"] = "https://www.kommune.example.orgx",
            ["it with a character less"] = "https://www.kommune.example.or",
            ["a sign for the dot"] = "https://wwwxkommune.example.org",
            ["it without TLS"] = "http://www.kommune.example.org",
            ["it by another scheme"] = "wss://www.kommune.example.org",
            ["it at another port"] = "https://www.kommune.example.org:8443",
            ["it with the usual port written"] = "https://www.kommune.example.org:443",
            ["it with an empty port"] = "https://www.kommune.example.org:",
            ["it as a user"] = "https://www.kommune.example.org@evil.example",
            ["it with a user"] = "https://evil@www.kommune.example.org",
            ["it with a path"] = "https://www.kommune.example.org/",
            ["it as a path"] = "https://evil.example/https://www.kommune.example.org",
            ["it with a question"] = "https://www.kommune.example.org?evil.example",
            ["it with a part"] = "https://www.kommune.example.org#evil.example",
            ["it in capitals"] = "https://WWW.KOMMUNE.EXAMPLE.ORG",
            ["its scheme in capitals"] = "HTTPS://www.kommune.example.org",
            ["it with a dot at the end"] = "https://www.kommune.example.org.",
            ["its name in full width"] = "https://ｗｗｗ.kommune.example.org",
            ["its twin with a Cyrillic letter"] = "https://www.kоmmune.example.org",
            ["that twin in punycode"] = "https://www.xn--kmmune-yqf.example.org",
            ["the other one not in punycode"] = "https://bødo.example.org",
            ["the other one in other punycode"] = "https://XN--BDO-ULA.example.org",
            ["two of them by a comma"] = "https://www.kommune.example.org, https://evil.example",
            ["two of them by a blank"] = "https://www.kommune.example.org https://evil.example",
            ["it behind a tab"] = "https://evil.example\thttps://www.kommune.example.org",
            ["a file"] = "file://",
            ["an extension"] = "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
            ["our own at another port"] = "http://127.0.0.1:8081",
            ["our own by TLS"] = "https://127.0.0.1:8080",
            ["our own machine by another spelling"] = "http://2130706433:8080",
            ["a very long one"] = "https://" + new string('a', 6000) + ".www.kommune.example.org",
            ["a percent sign in it"] = "https://www.kommune.example.org%0d%0aX-Evil:1",
        };
}
