using System;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Sealing;

/// <summary>AES-256-GCM: nonce, tag and ciphertext in one value, bound to the place where it stands.</summary>
public static class Sealed
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Seals a text.</summary>
    /// <param name="key">256 bits.</param>
    /// <param name="plain">What to hide.</param>
    /// <param name="place">Table, record and field: a value moved elsewhere does not open.</param>
    public static byte[] Close(byte[] key, ReadOnlySpan<byte> plain, string place)
    {
        var sealedText = new byte[NonceSize + TagSize + plain.Length];
        var nonce = sealedText.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            nonce,
            plain,
            sealedText.AsSpan(NonceSize + TagSize),
            sealedText.AsSpan(NonceSize, TagSize),
            Encoding.UTF8.GetBytes(place)
        );
        return sealedText;
    }

    /// <summary>Opens what <see cref="Close"/> sealed.</summary>
    /// <exception cref="CryptographicException">Another key or place, or the value was changed.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedText, string place)
    {
        if (sealedText.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("Too short to be sealed.");
        }

        var plain = new byte[sealedText.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            sealedText[..NonceSize],
            sealedText[(NonceSize + TagSize)..],
            sealedText.Slice(NonceSize, TagSize),
            plain,
            Encoding.UTF8.GetBytes(place)
        );
        return plain;
    }

    /// <summary>The same; null where it does not open.</summary>
    public static byte[]? TryOpen(byte[] key, ReadOnlySpan<byte> sealedText, string place)
    {
        try
        {
            return Open(key, sealedText, place);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
