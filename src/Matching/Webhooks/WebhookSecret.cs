using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Webhooks;

/// <summary>
/// What a webhook is signed with, by Standard Webhooks: <c>whsec_</c> and base64. Shown once, kept sealed.
/// </summary>
public sealed class WebhookSecret
{
    private const string Mark = "whsec_";
    private const int Size = 32;
    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>A new one of 256 random bits.</summary>
    public static WebhookSecret New() => new(RandomNumberGenerator.GetBytes(Size));

    /// <exception cref="FormatException">It is not what <see cref="ToString"/> wrote.</exception>
    public static WebhookSecret Parse(string written) =>
        written.StartsWith(Mark, StringComparison.Ordinal)
            ? new(Convert.FromBase64String(written[Mark.Length..]))
            : throw new FormatException();

    /// <summary>One signature of <c>webhook-signature</c>.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="at">The header <c>webhook-timestamp</c>: of this attempt.</param>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, signed));
    }

    /// <summary>As it is shown.</summary>
    public override string ToString() => Mark + Convert.ToBase64String(_key);
}
