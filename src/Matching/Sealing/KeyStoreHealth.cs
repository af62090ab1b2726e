using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Sealing;

/// <summary>
/// Ready means that the key store takes what is new too: without it nobody can register, nor read what was written.
/// </summary>
public sealed class KeyStoreHealth(KeyStore keys) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => DatabaseHealth.Of(await keys.Look.AskAsync(), keys.Connections);
}
