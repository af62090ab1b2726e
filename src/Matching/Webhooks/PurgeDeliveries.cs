using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Webhooks;

/// <summary>
/// What was delivered or dropped a month ago helps nobody; what was given up stays while its webhook does.
/// </summary>
public static class PurgeDeliveries
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var before = services.GetRequiredService<TimeProvider>().GetUtcNow() - Kept;
        return services
            .GetRequiredService<MatchingDb>()
            .WebhookDeliveries.Where(row =>
                (row.State == DeliveryState.Delivered || row.State == DeliveryState.Dropped)
                && (row.LastAt ?? row.OccurredAt) < before
            )
            .ExecuteDeleteAsync(ct);
    }
}
