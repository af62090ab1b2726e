using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.ActionLinks;

/// <summary>
/// What a used link opened: a body at its waiting list, for an hour at most and half an hour without a sign, and no
/// longer than the link would let in. Only the SHA-256 of the secret in its cookie is kept.
/// </summary>
public sealed class LinkSession : IWayIn
{
    /// <summary>How long it lasts without a sign.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>How long it lasts in all.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    private const int SecretBytes = 32;

    public required Guid Id { get; init; }

    public required byte[] Hash { get; init; }

    public required Guid Body { get; init; }

    /// <summary>Where its link was sent.</summary>
    public string? Address { get; init; }

    /// <summary>The key that asked for its link, and so works here.</summary>
    public Guid? Key { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Begins the one that a link opens.</summary>
    /// <returns>The secret for its cookie.</returns>
    public static async Task<string> BeginAsync(
        MatchingDb db,
        ActionLink link,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = clock.GetUtcNow();
        db.LinkSessions.Add(
            new LinkSession
            {
                Id = RandomId.New(),
                Hash = ApiKey.HashOf(secret),
                Body = link.Body,
                Address = link.Address,
                Key = link.Key,
                BeganAt = now,
                SeenAt = now,
            }
        );
        await db.SaveChangesAsync(ct);
        return secret;
    }

    /// <summary>
    /// Who comes with a secret, which lasts on by this sign; null where the session is over. Who asked for its link by
    /// a key works as with that.
    /// </summary>
    public static async Task<Caller?> FindAsync(MatchingDb db, string secret, TimeProvider clock, CancellationToken ct)
    {
        var (hash, now) = (ApiKey.HashOf(secret), clock.GetUtcNow());
        var (began, seen) = (now - Longest, now - Idle);
        var found = db
            .LinkSessions.Where(session => session.Hash == hash && session.BeganAt > began && session.SeenAt > seen)
            .ThatLetIn(db, clock);
        var caller = await found
            .Select(session => new
            {
                session.Id,
                session.Body,
                session.Key,
                Role = db.ApiKeys.Where(key => key.Id == session.Key).Select(key => (Role?)key.Role).SingleOrDefault(),
            })
            .SingleOrDefaultAsync(ct);
        if (caller is null)
        {
            return null;
        }

        // Where nothing can be written it is not prolonged, and good all the same.
        await db.UnlessReadOnlyAsync(async () =>
            (int?)await found.ExecuteUpdateAsync(set => set.SetProperty(row => row.SeenAt, now), ct)
        );
        return new Caller(
            caller.Key ?? caller.Id,
            caller.Body,
            caller.Role ?? Role.Coordinator,
            ByLink: caller.Key is null
        );
    }

    /// <summary>
    /// Takes a form that was sent in a session; false where it was taken before. Of two that come at once the second
    /// waits until the first is done.
    /// </summary>
    public static async Task<bool> TakeFormAsync(MatchingDb db, string secret, Guid form, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"update link_sessions set forms = array_append(forms, {form}) where hash = {ApiKey.HashOf(secret)} and {form} <> all (forms)",
            ct
        ) > 0;

    /// <summary>Ends one at once.</summary>
    public static Task<int> EndAsync(MatchingDb db, string secret, CancellationToken ct)
    {
        var hash = ApiKey.HashOf(secret);
        return db.LinkSessions.Where(session => session.Hash == hash).ExecuteDeleteAsync(ct);
    }

    /// <summary>Deletes those that are over, and returns how many these were.</summary>
    public static Task<int> PurgeAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        var began = clock.GetUtcNow() - Longest;
        return db.LinkSessions.Where(session => session.BeganAt <= began).ExecuteDeleteAsync(ct);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<LinkSession>
    {
        public void Configure(EntityTypeBuilder<LinkSession> builder)
        {
            builder.ToTable("link_sessions");
            builder.HasKey(session => session.Id);
        }
    }
}
