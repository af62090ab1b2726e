using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Matching.Tests.Support;

/// <summary>What a page does where proof of work is asked for.</summary>
internal static class ProofOfWork
{
    /// <summary>The header that solves a challenge: as any client of ALTCHA does, by trying.</summary>
    public static string Solve(JsonElement challenge)
    {
        var (salt, target) = (challenge.Text("salt"), challenge.Text("challenge"));
        var number = Enumerable
            .Range(0, challenge.GetProperty("maxnumber").GetInt32() + 1)
            .First(n => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}{n}"))) == target);
        var payload = JsonSerializer.Serialize(
            new
            {
                algorithm = challenge.Text("algorithm"),
                challenge = target,
                number,
                salt,
                signature = challenge.Text("signature"),
            },
            JsonSerializerOptions.Web
        );
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(payload));
    }
}
