using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.ActionLinks;

/// <summary>Deletes links that are long past and sessions that are over.</summary>
public static class PurgeLinks
{
    /// <returns>How many it deleted.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<MatchingDb>();
        var clock = services.GetRequiredService<TimeProvider>();
        return await ActionLink.PurgeAsync(db, clock, ct) + await LinkSession.PurgeAsync(db, clock, ct);
    }
}
