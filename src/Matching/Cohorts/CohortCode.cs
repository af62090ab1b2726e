using System.Diagnostics.CodeAnalysis;
using Matching.Sealing;

namespace Matching.Cohorts;

/// <summary>The secret code of one participant, used once. Only its HMAC is kept, and only until then.</summary>
public sealed class CohortCode
{
    private const string Purpose = "cohort-code";
    private readonly SecretCode _code;

    private CohortCode(SecretCode code) => _code = code;

    /// <summary>A new code.</summary>
    public static CohortCode New() => new(SecretCode.New());

    /// <summary>Reads what somebody typed.</summary>
    /// <returns>False for anything that cannot be a code; what it was is not told apart from an unknown code.</returns>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out CohortCode? read)
    {
        read = SecretCode.TryParse(typed, out var code) ? new(code) : null;
        return read is not null;
    }

    /// <summary>How the code is found in the database without standing there.</summary>
    public byte[] Fingerprint(Secrets secrets) => _code.Fingerprint(secrets, Purpose);

    /// <summary>How it is looked for.</summary>
    public Fingerprints Fingerprints(Secrets secrets) => _code.Fingerprints(secrets, Purpose);

    /// <summary>How something that is no code is looked for: the same work for the same answer.</summary>
    public static Fingerprints FingerprintsOfNone(Secrets secrets) => SecretCode.FingerprintsOfNone(secrets, Purpose);

    /// <summary>The code as it is shown: seven groups of four characters.</summary>
    public override string ToString() => _code.ToString();
}
