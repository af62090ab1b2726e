using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Webhooks;

/// <summary>
/// A webhook that nobody else changes until the transaction ends. Locked before any of its deliveries is written.
/// </summary>
internal static class LockedWebhook
{
    /// <summary>The webhook, locked; null where there is none, or none of a body that the caller acts for.</summary>
    public static async Task<Webhook?> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } webhook && caller.MayActFor(webhook.Body) ? webhook : null;

    /// <summary>The webhook, locked, whoever asks; null where there is none.</summary>
    public static Task<Webhook?> FindAsync(MatchingDb db, Guid id, CancellationToken ct) =>
        db.Webhooks.FromSql($"select * from webhooks where id = {id} for update").SingleOrDefaultAsync(ct);
}
