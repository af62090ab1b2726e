using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Sealing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Matching.Database;

/// <summary>
/// Whether both servers keep to themselves what people write, and the keys of it: as PostgreSQL comes, its log repeats
/// parameters and failed statements, and with some settings it tells when each row was written. Not ready where it
/// does, unless somebody allows it.
/// </summary>
public sealed class Discretion(
    Connections connections,
    KeyStore keys,
    IOptions<DatabaseOptions> options,
    TimeProvider clock,
    ILogger<Discretion> log
) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1),
        Fresh = TimeSpan.FromMinutes(1);

    // Those that a server does not have cannot tell anything. A log of changes that is archived keeps what was erased.
    private const string Leaks = """
        select s.name || ' = ' || s.setting || ' (must be ' || wanted.setting || ')'
        from pg_settings s join (values
            ('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0'),
            ('log_error_verbosity', 'terse'), ('log_min_error_statement', 'panic'), ('log_statement', 'none'),
            ('log_duration', 'off'), ('log_min_duration_statement', '-1'), ('log_min_duration_sample', '-1'),
            ('log_transaction_sample_rate', '0'), ('debug_print_parse', 'off'), ('debug_print_rewritten', 'off'),
            ('debug_print_plan', 'off'), ('auto_explain.log_min_duration', '-1'), ('track_commit_timestamp', 'off')
        ) as wanted (name, setting) using (name)
        where s.setting <> wanted.setting
        union all
        select s.name || ' = ' || s.setting || ' (must be off)' from pg_settings s
        where s.name = 'archive_mode' and s.setting <> 'off' and to_regclass('public.shards') is not null
        union all
        select s.name || ' = ' || s.setting || ' (must be notice or warning)' from pg_settings s
        where s.name = 'log_min_messages' and s.setting like 'debug%'
        order by 1
        """;

    private volatile Look _last = new(DateTimeOffset.MinValue, []);

    /// <summary>
    /// The settings under which one of them would tell, each with what it must be; none where that is allowed.
    /// </summary>
    public async Task<IReadOnlyList<string>> LeaksAsync(CancellationToken ct) =>
        options.Value.AllowLeaks
            ? []
            :
            [
                .. await LeaksAsync(connections.Source, ct),
                .. (await LeaksAsync(keys.Connections.Source, ct)).Select(leak => $"of the key store: {leak}"),
            ];

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (clock.GetUtcNow() - _last.At >= Fresh)
        {
            try
            {
                var leaks = await LeaksAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
                if (leaks.Count > 0 && !leaks.SequenceEqual(_last.Leaks))
                {
                    log.LogError(
                        "PostgreSQL would keep what people write or when: {Settings}",
                        string.Join(", ", leaks)
                    );
                }

                _last = new(clock.GetUtcNow(), leaks);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                // That one of them is away is for other checks to tell, and the service is not ready meanwhile.
            }
        }

        return _last.Leaks.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
    }

    private static async Task<List<string>> LeaksAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.ReadAsync(Leaks, row => row.GetString(0), ct);
    }

    private sealed record Look(DateTimeOffset At, IReadOnlyList<string> Leaks);
}
