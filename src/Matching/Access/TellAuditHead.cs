using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Matching.Access;

/// <summary>
/// Says where the audit ends, in the log: whoever cuts off its end, or writes all of it anew, does not have that too.
/// </summary>
public static class TellAuditHead
{
    /// <summary>Returns how many entries there are.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var (entries, head) = await AuditChain.HeadAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);
        services
            .GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(TellAuditHead))
            .LogInformation("The audit has {Entries} entries, head {Head}", entries, head);
        return checked((int)entries);
    }
}
