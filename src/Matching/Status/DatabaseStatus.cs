using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Status;

/// <summary>The database that the service works on.</summary>
/// <param name="Version">The version of PostgreSQL.</param>
/// <param name="Role"><c>primary</c> or <c>standby</c>.</param>
/// <param name="Standbys">
/// What streams from it; null where the service's role may not see that (grant it <c>pg_monitor</c>).
/// </param>
public sealed record DatabaseStatus(string Version, string Role, IReadOnlyList<DatabaseStatus.Standby>? Standbys)
{
    /// <param name="Name">Its application name.</param>
    /// <param name="State"><c>streaming</c> when all is well.</param>
    /// <param name="Sync"><c>sync</c> or <c>quorum</c>: nothing is acknowledged before it has it.</param>
    /// <param name="LagBytes">How much it has still to replay.</param>
    /// <param name="LagSeconds">How long a change takes to it; null while nothing is written.</param>
    public sealed record Standby(string Name, string State, string Sync, long? LagBytes, double? LagSeconds);

    internal static async Task<DatabaseStatus> ReadAsync(MatchingDb db, CancellationToken ct)
    {
        var server = await db
            .Database.SqlQuery<Server>(
                $"""
                select current_setting('server_version') as "Version", pg_is_in_recovery() as "IsStandby",
                       pg_has_role('pg_read_all_stats', 'usage') as "MaySee"
                """
            )
            .SingleAsync(ct);
        var role = server.IsStandby ? "standby" : "primary";
        if (!server.MaySee)
        {
            return new(server.Version, role, null);
        }

        var standbys = await db
            .Database.SqlQuery<Standby>(
                $"""
                select application_name as "Name", state as "State", sync_state as "Sync",
                       pg_wal_lsn_diff(
                           case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
                           replay_lsn)::bigint as "LagBytes",
                       extract(epoch from replay_lag)::double precision as "LagSeconds"
                from pg_stat_replication
                """
            )
            .ToListAsync(ct);
        return new(server.Version, role, [.. standbys.OrderBy(standby => standby.Name, System.StringComparer.Ordinal)]);
    }

    private sealed record Server(string Version, bool IsStandby, bool MaySee);
}
