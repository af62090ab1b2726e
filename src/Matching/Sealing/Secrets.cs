using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Matching.Sealing;

/// <summary>Where the secrets lie that must never stand in the database.</summary>
public sealed class SecretOptions
{
    /// <summary>A folder with the files <c>pepper</c> and <c>master</c>, 32 random bytes in base64 each.</summary>
    [Required]
    public string Directory { get; init; } = "";

    /// <summary>
    /// Make a missing file: for a first trial. In production a missing secret must stop the start, not begin a new one.
    /// </summary>
    public bool CreateMissing { get; init; }
}

/// <summary>
/// A secret from which keys are derived. Its name, which stands beside what it goes with, tells nothing of it.
/// </summary>
public sealed class MasterSecret
{
    private const int Size = 32;
    private readonly byte[] _secret;

    internal MasterSecret(byte[] secret)
    {
        _secret = secret;
        Name = Derive("name", [])[..8];
    }

    /// <summary>What tells it from others.</summary>
    public byte[] Name { get; }

    /// <summary>Whether this is its name.</summary>
    public bool Is(ReadOnlySpan<byte> name) => name.SequenceEqual(Name);

    /// <summary>
    /// A 256-bit key for one purpose, from this secret and what is particular to the key (HKDF, RFC 5869).
    /// </summary>
    public byte[] Derive(string purpose, byte[] particular) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Size, particular, Encoding.UTF8.GetBytes(purpose));
}

/// <summary>What something is looked for by.</summary>
/// <param name="Current">Under the pepper that counts: what is new is kept under it.</param>
/// <param name="Old">Under the one before, while there is one: what is found by it is kept anew.</param>
/// <param name="All">Under each that there is, the newest first.</param>
public sealed record Fingerprints(byte[] Current, byte[]? Old, byte[][] All)
{
    /// <summary>What to keep in the place of one that was found.</summary>
    public byte[] InPlaceOf(byte[] found) => Old is not null && found.AsSpan().SequenceEqual(Old) ? Current : found;

    /// <summary>Whether this is one of them.</summary>
    public bool Has(byte[]? kept) => kept is not null && All.Any(one => one.AsSpan().SequenceEqual(kept));
}

/// <summary>
/// The pepper, by which receipts and keys are found but cannot be guessed from a stolen table, and the master secret,
/// from which every key that seals is derived. Both come from outside the database.
/// </summary>
public sealed class Secrets
{
    private const int Size = 32;
    private readonly byte[] _pepper;

    // Newest first, as the master secrets.
    private readonly byte[][] _peppers;
    private readonly byte[]? _old;

    /// <exception cref="InvalidOperationException">A file is missing or not 32 bytes of base64; the message names
    /// it.</exception>
    public Secrets(IOptions<SecretOptions> options)
    {
        _pepper = Load(options.Value, "pepper");
        _old = LoadBeside(options.Value, "pepper.old").SingleOrDefault();
        _peppers = [.. LoadBeside(options.Value, "pepper.next"), _pepper, .. _old is null ? [] : new[] { _old }];
        Master = new(Load(options.Value, "master"));
        Masters =
        [
            .. LoadBeside(options.Value, "master.next").Select(next => new MasterSecret(next)),
            Master,
            .. LoadBeside(options.Value, "master.old").Select(old => new MasterSecret(old)),
        ];
    }

    /// <summary>The master secret under which new records are sealed.</summary>
    public MasterSecret Master { get; }

    /// <summary>
    /// All that there are, the newest first: while it is replaced, also the one before, or the one to come.
    /// </summary>
    public IReadOnlyList<MasterSecret> Masters { get; }

    /// <summary>The master secret of this name; all, where none is known by it.</summary>
    public IReadOnlyList<MasterSecret> MastersOf(byte[] name) =>
        Masters.FirstOrDefault(master => master.Is(name)) is { } known ? [known] : Masters;

    /// <summary>HMAC-SHA-256 under the pepper; the purpose keeps the same value apart in different uses.</summary>
    public byte[] Fingerprint(string purpose, ReadOnlySpan<byte> value) => Fingerprint(_pepper, purpose, value);

    /// <summary>
    /// Under what a value may be kept, while the pepper is replaced: always under all of them, for the same work
    /// whatever is found.
    /// </summary>
    public Fingerprints Fingerprints(string purpose, ReadOnlySpan<byte> value)
    {
        var all = new byte[_peppers.Length][];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Fingerprint(_peppers[i], purpose, value);
        }

        return new(all[Array.IndexOf(_peppers, _pepper)], _old is null ? null : all[^1], all);
    }

    private static byte[] Fingerprint(byte[] pepper, string purpose, ReadOnlySpan<byte> value)
    {
        Span<byte> inner = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(purpose), inner);
        return HMACSHA256.HashData(inner, value);
    }

    private static byte[][] LoadBeside(SecretOptions options, string name) =>
        Path.Combine(options.Directory, name) is var file && File.Exists(file) ? [Read(file)] : [];

    private static byte[] Load(SecretOptions options, string name)
    {
        var file = Path.Combine(options.Directory, name);
        if (!File.Exists(file) && options.CreateMissing)
        {
            Create(options.Directory, file);
        }

        return Read(file);
    }

    private static byte[] Read(string file)
    {
        var secret = new byte[Size];
        return
            File.Exists(file)
            && Convert.TryFromBase64String(File.ReadAllText(file).Trim(), secret, out var length)
            && length == Size
            ? secret
            : throw new InvalidOperationException(
                $"The secret {file} must be a file with {Size} random bytes in base64 (try: openssl rand -base64 {Size})."
            );
    }

    private static void Create(string directory, string file)
    {
        System.IO.Directory.CreateDirectory(directory);
        try
        {
            using var stream = new FileStream(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))));
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another instance was first; its secret is the one.
        }
    }
}
