using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Webhooks;

/// <summary>A webhook that the caller may read; what belongs to another body is not there for her.</summary>
internal static class WebhookOfCaller
{
    /// <summary>The webhook; null where there is none for the caller.</summary>
    public static async Task<Webhook?> FindAsync(MatchingDb db, Caller caller, Guid id, CancellationToken ct) =>
        await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is { } webhook
        && caller.MayActFor(webhook.Body)
            ? webhook
            : null;
}
