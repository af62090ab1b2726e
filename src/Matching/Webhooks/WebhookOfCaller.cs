using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Webhooks;

/// <summary>A webhook that the caller may change; what belongs to another body is not there for her.</summary>
internal static class WebhookOfCaller
{
    /// <summary>The webhook, locked until the transaction ends; null where there is none for the caller.</summary>
    public static async Task<Webhook?> LockAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await LockAsync(db, id, ct) is { } webhook && caller.MayActFor(webhook.Body) ? webhook : null;

    /// <summary>The webhook, locked, whoever asks; null where there is none.</summary>
    public static Task<Webhook?> LockAsync(MatchingDb db, Guid id, CancellationToken ct) =>
        db.Webhooks.FromSql($"select * from webhooks where id = {id} for update").SingleOrDefaultAsync(ct);

    /// <summary>The webhook, to be read; null where there is none for the caller.</summary>
    public static async Task<Webhook?> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is { } webhook
        && caller.MayActFor(webhook.Body)
            ? webhook
            : null;
}
