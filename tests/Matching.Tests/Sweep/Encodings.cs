using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Matching.Tests.Sweep;

/// <summary>
/// The forms in which a text may stand somewhere. Of those that are the same bytes the first one counts.
/// </summary>
internal static class Encodings
{
    /// <summary>All forms of a text, none twice.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Of(string text) =>
        Everything(text)
            // Four bytes are found by themselves.
            .Where(form => form.Bytes.Length > 4)
            .DistinctBy(form => Convert.ToHexString(form.Bytes));

    private static IEnumerable<(string Name, byte[] Bytes)> Everything(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        foreach (var form in new[] { text, text.ToLowerInvariant(), text.ToUpperInvariant() })
        {
            yield return ("UTF-8", Encoding.UTF8.GetBytes(form));
            yield return ("Latin-1", Encoding.Latin1.GetBytes(form));
            yield return ("UTF-16", Encoding.Unicode.GetBytes(form));
            yield return ("UTF-16", Encoding.BigEndianUnicode.GetBytes(form));
        }

        var json = JsonSerializer.Serialize(text)[1..^1];
        foreach (var form in new[] { json, Lower(json, "\\u"), JsonEncodedText.Encode(json).ToString() })
        {
            yield return ("JSON", Encoding.UTF8.GetBytes(form));
        }

        var percent = Uri.EscapeDataString(text);
        foreach (var form in new[] { percent, Lower(percent, "%"), WebUtility.UrlEncode(text) })
        {
            yield return ("percent", Encoding.UTF8.GetBytes(form));
        }

        foreach (var bytes in new[] { plain, Encoding.Unicode.GetBytes(text) })
        {
            foreach (var form in Enumerable.Range(0, 3).Select(before => Base64(bytes, before)))
            {
                yield return ("base64", Encoding.ASCII.GetBytes(form));
                yield return ("base64", Encoding.ASCII.GetBytes(form.Replace('+', '-').Replace('/', '_')));
            }

            yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
            yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        }

        // Whoever guesses what it was can check it by a hash without a secret.
        var hash = SHA256.HashData(plain);
        yield return ("SHA-256", hash);
        yield return ("SHA-256", Encoding.ASCII.GetBytes(Convert.ToHexString(hash)));
        yield return ("SHA-256", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)));
        yield return ("SHA-256", Encoding.ASCII.GetBytes(Convert.ToBase64String(hash)));
        if (Guid.TryParse(text, out var id))
        {
            yield return ("binary", id.ToByteArray(bigEndian: true));
            yield return ("UTF-8", Encoding.ASCII.GetBytes($"{id:N}"));
        }
        else if (IPAddress.TryParse(text, out var address))
        {
            // As PostgreSQL keeps one: the family, the bits of the mask, the address.
            yield return ("binary", [2, 32, .. address.GetAddressBytes()]);
        }
    }

    // Whatever stands before and after it: only the characters that are its own alone.
    private static string Base64(byte[] bytes, int before)
    {
        var all = Convert.ToBase64String([.. new byte[before], .. bytes]);
        return all[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];
    }

    private static string Lower(string text, string mark) =>
        string.Join(
            mark,
            text.Split(mark)
                .Select(
                    (part, at) =>
                        at == 0
                            ? part
                            : part[..2].ToLowerInvariant()
                                + (mark == "%" ? part[2..] : part[2..4].ToLowerInvariant() + part[4..])
                )
        );
}
