using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matching.Sealing;

/// <summary>
/// Proof of work in the form of ALTCHA (altcha.org), so that its clients solve it too: a number below a bound is to be
/// found that gives a hash. Challenges are signed and not kept; whoever asks for one stays unknown.
/// </summary>
public sealed class ProofOfWork(Secrets secrets, TimeProvider clock)
{
    private const string Algorithm = "SHA-256";
    private const int LongestProof = 2000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    // A member that is missing or null makes it no solution.
    private static readonly JsonSerializerOptions Whole = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly byte[] _key = secrets.Master.Derive("proof-of-work", []);

    /// <summary>What is to be solved, as ALTCHA writes it.</summary>
    /// <param name="Algorithm">SHA-256.</param>
    /// <param name="Target">The hash of salt and number, in hexadecimal.</param>
    /// <param name="MaxNumber">The number is at most this; half of it are tried on average.</param>
    /// <param name="Salt">What stands before the number, with the moment at which the challenge ends.</param>
    /// <param name="Signature">Ours.</param>
    public sealed record Challenge(
        string Algorithm,
        [property: JsonPropertyName("challenge")] string Target,
        [property: JsonPropertyName("maxnumber")] int MaxNumber,
        string Salt,
        string Signature
    );

    /// <summary>A new challenge.</summary>
    /// <param name="maxNumber">How hard it is: about so many hashes to try at the most.</param>
    public Challenge New(int maxNumber)
    {
        var ends = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var salt = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}?expires={ends}&";
        var target = Hash(salt, RandomNumberGenerator.GetInt32(maxNumber + 1));
        return new(Algorithm, target, maxNumber, salt, Sign(target));
    }

    /// <summary>Whether a challenge of ours was solved in time.</summary>
    /// <param name="proof">ALTCHA's payload: base64 of JSON with algorithm, challenge, number, salt and
    /// signature.</param>
    /// <returns>What the solved challenge is known by, so that it counts once; null where it was not solved.</returns>
    public byte[]? Solved(string? proof)
    {
        if (proof is null || proof.Length > LongestProof || Read(proof) is not { } solution)
        {
            return null;
        }

        var isOurs = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(solution.Target)),
            Encoding.UTF8.GetBytes(solution.Signature)
        );
        return
            isOurs
            && solution.Algorithm == Algorithm
            && solution.Target == Hash(solution.Salt, solution.Number)
            && EndOf(solution.Salt) is { } end
            && end > clock.GetUtcNow()
            ? Convert.FromHexString(solution.Target)
            : null;
    }

    private static Solution? Read(string proof)
    {
        try
        {
            return JsonSerializer.Deserialize<Solution>(Convert.FromBase64String(proof), Whole);
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            return null;
        }
    }

    // The end stands in what is hashed, and so under the signature.
    private static DateTimeOffset? EndOf(string salt)
    {
        var parts = salt.Split("?expires=");
        return
            parts.Length == 2
            && long.TryParse(parts[1].TrimEnd('&'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    private static string Hash(string salt, int number) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(salt + number.ToString(CultureInfo.InvariantCulture)))
        );

    private string Sign(string target) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(target)));

    private sealed record Solution(
        string Algorithm,
        [property: JsonPropertyName("challenge")] string Target,
        int Number,
        string Salt,
        string Signature
    );
}
