using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Matching.Database;

/// <summary>
/// Ready means that the service's role owns nothing and that row-level security holds it back: else what keeps bodies
/// apart stands in the program alone. Once it is so, nobody looks again.
/// </summary>
public sealed class RoleHealth(Connections connections, IOptions<DatabaseOptions> options, ILogger<RoleHealth> log)
    : IHealthCheck
{
    /// <summary>What is wrong with the role, in words.</summary>
    public const string Fault =
        "The role of ConnectionStrings__Matching is a superuser, owns tables or passes by row-level security: let the service come as one that does not (deploy/database.sql), and say how the owner connects in ConnectionStrings__Owner; or set Database__AllowOwner=true.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private volatile bool _isHeldBack;
    private volatile bool _isSaid;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            if (await IsAsItShouldBeAsync(cancellationToken).WaitAsync(Patience, cancellationToken))
            {
                return HealthCheckResult.Healthy();
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            // DatabaseHealth tells that the database is away.
            return HealthCheckResult.Healthy();
        }

        if (!_isSaid)
        {
            _isSaid = true;
            log.LogError(Fault);
        }

        return HealthCheckResult.Unhealthy();
    }

    /// <summary>Whether the role is held back, or need not be.</summary>
    public async Task<bool> IsAsItShouldBeAsync(CancellationToken ct)
    {
        if (_isHeldBack || options.Value.AllowOwner)
        {
            return true;
        }

        await using var connection = await connections.Source.OpenConnectionAsync(ct);
        var held = await connection.ReadAsync(
            """
            select not (r.rolsuper or r.rolbypassrls or exists (
                select from pg_class c
                where c.relkind in ('r', 'p') and c.relnamespace in (to_regnamespace('public'), to_regnamespace('keys'))
                  and pg_has_role(c.relowner, 'member')))
            from pg_roles r
            where r.rolname = current_user
            """,
            row => row.GetBoolean(0),
            ct
        );
        return _isHeldBack = held is [true];
    }
}
