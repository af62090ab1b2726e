using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Access;

/// <summary>What a key may do, each including the one before.</summary>
public enum Role
{
    /// <summary>Works on the cases and groups of the body.</summary>
    Coordinator,

    /// <summary>Changes the body itself and hands out its keys.</summary>
    BodyAdmin,

    /// <summary>Changes every body.</summary>
    NationalAdmin,
}

/// <summary>Who holds a key.</summary>
public enum KeyKind
{
    /// <summary>A program of the body's.</summary>
    Program,

    /// <summary>One of its staff.</summary>
    Person,
}

/// <summary>
/// A key that a program or a person of a body comes with. Only its SHA-256 is kept; it is shown once.
/// </summary>
public sealed class ApiKey
{
    private const string Mark = "mk_";
    private const int PrefixLength = 11;

    public required Guid Id { get; init; }

    /// <summary>Its first characters, to tell keys apart in a list.</summary>
    public required string Prefix { get; init; }

    public required byte[] Hash { get; init; }

    public required Guid Body { get; init; }

    public required Role Role { get; init; }

    public required string Name { get; init; }

    public KeyKind Kind { get; init; }

    /// <summary>What it is narrowed to (<see cref="Access.Scopes"/>); empty: all that its role may.</summary>
    public string[] Scopes { get; init; } = [];

    public required DateOnly CreatedOn { get; init; }

    /// <summary>The last day on which it opens anything.</summary>
    public required DateOnly ExpiresOn { get; init; }

    public DateOnly? RevokedOn { get; private set; }

    /// <summary>Makes a key of 256 random bits.</summary>
    /// <returns>What to keep, and what to show once.</returns>
    public static (ApiKey Key, string Secret) Issue(
        Guid body,
        Role role,
        string name,
        DateOnly today,
        int days,
        KeyKind kind = KeyKind.Program,
        IEnumerable<string>? scopes = null
    )
    {
        var secret = Mark + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey
        {
            Id = RandomId.New(),
            Prefix = secret[..PrefixLength],
            Hash = HashOf(secret),
            Body = body,
            Role = role,
            Name = name,
            Kind = kind,
            Scopes = [.. scopes ?? []],
            CreatedOn = today,
            ExpiresOn = today.AddDays(days),
        };
        return (key, secret);
    }

    /// <summary>SHA-256 suffices: the key is random, not chosen, so there is nothing to guess.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The key of this secret where it opens anything today; null where there is none.</summary>
    public static async Task<ApiKey?> FindAsync(MatchingDb db, string secret, DateOnly today, CancellationToken ct)
    {
        var hash = HashOf(secret);
        return
            await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Hash == hash, ct) is { } found
            && found.IsValid(today)
            ? found
            : null;
    }

    /// <summary>Whether it opens anything today.</summary>
    public bool IsValid(DateOnly today) => RevokedOn is null && today <= ExpiresOn;

    /// <summary>Those that <see cref="IsValid"/> would say it of.</summary>
    public static IQueryable<ApiKey> Valid(MatchingDb db, DateOnly today) =>
        db.ApiKeys.Where(key => key.RevokedOn == null && today <= key.ExpiresOn);

    /// <summary>Whether a body has one that opens anything today: an account.</summary>
    public static Task<bool> AnyValidAsync(MatchingDb db, Guid body, DateOnly today, CancellationToken ct) =>
        Valid(db, today).AnyAsync(key => key.Body == body, ct);

    /// <summary>Ends it; the first day stays where it was ended before.</summary>
    public void Revoke(DateOnly today) => RevokedOn ??= today;

    internal sealed class Mapping : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.ToTable("api_keys");
            builder.HasKey(key => key.Id);
        }
    }
}
