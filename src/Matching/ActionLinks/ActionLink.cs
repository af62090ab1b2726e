using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.ActionLinks;

/// <summary>
/// A link by which a body without an account comes from its neutral mail to its waiting list. It works once, for a
/// week, whatever links come after it: the mail of a later one may never arrive. Who has a key asks for one by that,
/// which works for minutes. Only the SHA-256 of its token is kept.
/// </summary>
public sealed class ActionLink : IWayIn
{
    /// <summary>How long one in a mail works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>How long one works that a key asked for: it is opened by whoever asked.</summary>
    public static readonly TimeSpan ForKey = TimeSpan.FromMinutes(10);

    // So long a new one can be asked for with one that works no more.
    private static readonly TimeSpan Known = TimeSpan.FromDays(30);
    private const int TokenBytes = 32;

    public required byte[] Hash { get; init; }

    public required Guid Body { get; init; }

    /// <summary>Where it was sent: whoever reads there no more, say after a move, comes in by it no more.</summary>
    public string? Address { get; init; }

    /// <summary>The key that asked for it: taken away, nobody comes in by it.</summary>
    public Guid? Key { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; private set; }

    public DateTimeOffset? RenewedAt { get; private set; }

    /// <summary>
    /// Makes a link for a mail that is about to be sent to a body. Every attempt to send has its own, since nobody
    /// knows which one arrives.
    /// </summary>
    /// <param name="address">The body's own, or its deputy's.</param>
    /// <returns>Its token; null for a body with an account, which comes in by that.</returns>
    public static async Task<string?> IssueAsync(
        MatchingDb db,
        Body body,
        string address,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await ApiKey.AnyValidAsync(db, body.Id, clock.Today(), ct))
        {
            return null;
        }

        var token = NewToken();
        db.ActionLinks.Add(
            new ActionLink
            {
                Hash = ApiKey.HashOf(token),
                Body = body.Id,
                Address = address,
                ExpiresAt = clock.GetUtcNow() + Lifetime,
            }
        );
        await db.SaveChangesAsync(ct);
        return token;
    }

    /// <summary>Makes one for whoever comes with a key.</summary>
    /// <returns>Its token, and when it is over.</returns>
    public static async Task<(string Token, DateTimeOffset Until)> IssueAsync(
        MatchingDb db,
        Caller caller,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (token, until) = (NewToken(), clock.GetUtcNow() + ForKey);
        db.ActionLinks.Add(
            new ActionLink
            {
                Hash = ApiKey.HashOf(token),
                Body = caller.Body,
                Key = caller.Key,
                ExpiresAt = until,
            }
        );
        await db.SaveChangesAsync(ct);
        return (token, until);
    }

    /// <summary>
    /// Whether it could be one: what else stands in an address is repeated on no page.
    /// </summary>
    public static bool IsToken(string text) =>
        text.Length == 2 * TokenBytes && text.All(c => char.IsAsciiHexDigitLower(c));

    /// <summary>The link of a token, where it opens something now.</summary>
    public static IQueryable<ActionLink> Working(MatchingDb db, string token, TimeProvider clock)
    {
        var (hash, now) = (ApiKey.HashOf(token), clock.GetUtcNow());
        return db
            .ActionLinks.Where(link => link.Hash == hash && link.UsedAt == null && link.ExpiresAt > now)
            .ThatLetIn(db, clock);
    }

    /// <summary>Uses it up; null where it opens nothing, as when somebody was first.</summary>
    public static async Task<ActionLink?> UseUpAsync(
        MatchingDb db,
        string token,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var used = await Working(db, token, clock)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now), ct);
        return used == 0 ? null : await OfAsync(db, token, ct);
    }

    /// <summary>
    /// Notes that a new one was asked for with it; null where that was so before, or it is none that was sent.
    /// </summary>
    /// <returns>The body that it was sent to.</returns>
    public static async Task<Guid?> RenewAsync(MatchingDb db, string token, TimeProvider clock, CancellationToken ct)
    {
        var (hash, now) = (ApiKey.HashOf(token), clock.GetUtcNow());
        var renewed = await db
            .ActionLinks.Where(link => link.Hash == hash && link.Key == null && link.RenewedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.RenewedAt, now), ct);
        return renewed == 0 ? null : (await OfAsync(db, token, ct)).Body;
    }

    /// <summary>Deletes those that have long been of no use, and returns how many these were.</summary>
    public static Task<int> PurgeAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Known;
        return db.ActionLinks.Where(link => link.ExpiresAt < before).ExecuteDeleteAsync(ct);
    }

    // Hexadecimal: a token that ended in a hyphen would be cut off where mail programs look for links.
    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    private static Task<ActionLink> OfAsync(MatchingDb db, string token, CancellationToken ct)
    {
        var hash = ApiKey.HashOf(token);
        return db.ActionLinks.AsNoTracking().SingleAsync(link => link.Hash == hash, ct);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<ActionLink>
    {
        public void Configure(EntityTypeBuilder<ActionLink> builder)
        {
            builder.ToTable("action_links");
            builder.HasKey(link => link.Hash);
        }
    }
}
