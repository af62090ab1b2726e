using System;
using System.Linq;
using System.Net.Mime;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>
/// A mail as it came over SMTP. Its parts are read from its bytes when a test asks for them, and only in the form that
/// the program writes: one text in base64, and headers in UTF-8 where ASCII is not enough. Any other form is an error.
/// </summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Raw">The bytes between DATA and its end.</param>
/// <param name="Accepted">Whether the server took it; one that it refused was seen all the same.</param>
/// <param name="At">When it had come, by <see cref="System.Diagnostics.Stopwatch"/>.</param>
public sealed partial record CaughtMail(string From, string[] To, byte[] Raw, bool Accepted, long At)
{
    /// <summary>Name and value of all headers, in their order, unfolded and decoded.</summary>
    public string[][] Headers =>
        field ??= [
            .. Parts()
                .Head.Replace("\r\n ", " ", StringComparison.Ordinal)
                .Replace("\r\n\t", "\t", StringComparison.Ordinal)
                .Split("\r\n")
                .Select(line => line.Split(": ", 2))
                .Select(header => (string[])[header[0], Decoded(header[1])]),
        ];

    public string Text => field ??= Body();

    public string Subject => Header("Subject");

    public string MessageId => Header("Message-ID");

    public string Header(string name) =>
        Headers.Single(header => string.Equals(header[0], name, StringComparison.OrdinalIgnoreCase))[1];

    /// <summary>
    /// The bytes as they came, without the two lines that no two mails have in common, and with one token for all that
    /// stand in links.
    /// </summary>
    public string WithoutIdAndDate() =>
        string.Join(
            "\r\n",
            (Link().IsMatch(Text) ? WithOneToken() : Encoding.Latin1.GetString(Raw))
                .Split("\r\n")
                .Where(line =>
                    !line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)
                    && !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)
                )
        );

    private string WithOneToken() =>
        $"{Parts().Head}\r\n\r\n"
        + Convert.ToBase64String(
            Encoding.UTF8.GetBytes(Link().Replace(Text, link => $"/links/{new string('0', link.Length - 7)}"))
        );

    private (string Head, string Body) Parts()
    {
        var parts = Encoding.Latin1.GetString(Raw).Split("\r\n\r\n", 2);
        return (parts[0], parts[1]);
    }

    private string Body()
    {
        var type = new ContentType(Header("Content-Type"));
        Assert.Equal(("text/plain", "utf-8"), (type.MediaType, type.CharSet));
        Assert.Equal("base64", Header("Content-Transfer-Encoding"));
        return Encoding.UTF8.GetString(Convert.FromBase64String(Parts().Body));
    }

    // The space between two encoded words is none of the text (RFC 2047).
    private static string Decoded(string header) =>
        EncodedWord()
            .Replace(header, word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["base64"].Value)));

    [GeneratedRegex(
        @"=\?utf-8\?B\?(?<base64>[^?]*)\?=(\s+(?==\?))?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex EncodedWord();

    [GeneratedRegex("/links/[0-9a-f]{64}", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Link();
}
