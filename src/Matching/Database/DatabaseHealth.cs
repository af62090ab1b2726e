using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Database;

/// <summary>
/// Ready means that the database takes what people write, or that nobody wants it to. One that is read-only
/// unexpectedly is about to be taken over from: another instance may reach the one that does.
/// </summary>
public sealed class DatabaseHealth(DatabaseLook look, Connections connections) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Of(await look.AskAsync(), connections);

    internal static HealthCheckResult Of(DatabaseState state, Connections connections) =>
        state switch
        {
            DatabaseState.Writable => HealthCheckResult.Healthy(),
            DatabaseState.ReadOnly when connections.IsReadOnlyByWish => HealthCheckResult.Degraded(),
            _ => HealthCheckResult.Unhealthy(),
        };
}
