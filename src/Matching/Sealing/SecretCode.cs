using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Sealing;

/// <summary>
/// A secret that people carry about: 130 random bits as 26 characters of Crockford's base32, and two check characters
/// that catch every single mistyped character and every swap of two. Only its HMAC is kept.
/// </summary>
public sealed class SecretCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;
    private const int CheckModulus = 1021; // the largest prime below 32²: two characters hold the remainder
    private const int Radix = 32;
    private readonly string _characters;

    private SecretCode(string characters) => _characters = characters;

    /// <summary>A new code.</summary>
    public static SecretCode New()
    {
        // 32 divides 256, so the low five bits of a random byte are even.
        var characters = new string([
            .. Array.ConvertAll(RandomNumberGenerator.GetBytes(Length), b => Alphabet[b % Radix]),
        ]);
        return new(characters + CheckOf(characters));
    }

    /// <summary>
    /// Reads what somebody typed: in either case, with or without separators, with O for 0 and I or L for 1.
    /// </summary>
    /// <returns>False for anything that cannot be a code; what it was is not told apart from an unknown code.</returns>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out SecretCode? code)
    {
        code = null;
        if (typed is null || typed.Length > 100)
        {
            return false;
        }

        Span<char> characters = stackalloc char[Length + 2];
        var count = 0;
        foreach (var c in typed)
        {
            if (c is ' ' or '-')
            {
                continue;
            }

            var plain = char.ToUpperInvariant(c) switch
            {
                'O' => '0',
                'I' or 'L' => '1',
                var other => other,
            };
            if (count == characters.Length || !Alphabet.Contains(plain, StringComparison.Ordinal))
            {
                return false;
            }

            characters[count++] = plain;
        }

        if (count != characters.Length || CheckOf(characters[..Length]) != new string(characters[Length..]))
        {
            return false;
        }

        code = new(new string(characters));
        return true;
    }

    /// <summary>How the code is found in the database without standing there.</summary>
    /// <param name="purpose">What it is for: a code of one use is none of another.</param>
    public byte[] Fingerprint(Secrets secrets, string purpose) =>
        secrets.Fingerprint(purpose, Encoding.ASCII.GetBytes(_characters));

    /// <summary>How it is looked for.</summary>
    public Fingerprints Fingerprints(Secrets secrets, string purpose) =>
        secrets.Fingerprints(purpose, Encoding.ASCII.GetBytes(_characters));

    /// <summary>How something that is no code is looked for: the same work for the same answer.</summary>
    public static Fingerprints FingerprintsOfNone(Secrets secrets, string purpose) =>
        secrets.Fingerprints(purpose, Encoding.ASCII.GetBytes(new string('0', Length + 2)));

    /// <summary>The code as it is shown: seven groups of four characters.</summary>
    public override string ToString() => string.Join('-', _characters.Chunk(4).Select(four => new string(four)));

    // The number that the characters write, modulo a prime above every difference of digits: a changed digit changes
    // the sum by d·32^k, two that were swapped by d·(32^j - 32^k), and one swapped with a check character both sides by
    // d·32^k and -d·32^c. None is divided by the prime: no power of 32 up to the 27th is 1, -1 or -32 modulo 1021.
    private static string CheckOf(ReadOnlySpan<char> characters)
    {
        var remainder = 0;
        foreach (var c in characters)
        {
            remainder = ((remainder * Radix) + Alphabet.IndexOf(c, StringComparison.Ordinal)) % CheckModulus;
        }

        return $"{Alphabet[remainder / Radix]}{Alphabet[remainder % Radix]}";
    }
}
