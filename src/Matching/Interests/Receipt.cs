using System.Diagnostics.CodeAnalysis;
using Matching.Sealing;

namespace Matching.Interests;

/// <summary>The secret code that the person gets: the only way back to her interest. Only its HMAC is kept.</summary>
public sealed class Receipt
{
    private const string Purpose = "receipt";
    private readonly SecretCode _code;

    private Receipt(SecretCode code) => _code = code;

    /// <summary>A new code.</summary>
    public static Receipt New() => new(SecretCode.New());

    /// <summary>Reads what somebody typed.</summary>
    /// <returns>False for anything that cannot be a code; what it was is not told apart from an unknown code.</returns>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = SecretCode.TryParse(typed, out var code) ? new(code) : null;
        return receipt is not null;
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
