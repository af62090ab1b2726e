using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Database;

/// <summary>
/// The ways to the database. What the connection string does not say is chosen so that nobody waits for long on a
/// server that is gone or waits itself. Of several hosts the one that can be written is taken.
/// </summary>
public sealed class Connections : IDisposable
{
    // What stands in the string comes later, and wins under any of a keyword's names.
    private const string Unsaid =
        "Timeout=5;Command Timeout=30;Keepalive=15;Host Recheck Seconds=1;Maximum Pool Size=40;";
    private const string Target = "Target Session Attributes";

    private readonly NpgsqlMultiHostDataSource? _hosts;

    private Connections(string connection, string? owner, DatabaseOptions options)
    {
        var hasty = new NpgsqlConnectionStringBuilder(Unsaid + connection) { NoResetOnClose = true };
        hasty.Options = Startup(
            hasty.Options,
            // The client's own patience ends first; this is for one that is gone.
            ("statement_timeout", hasty.CommandTimeout == 0 ? 0 : hasty.CommandTimeout + 1),
            ("lock_timeout", options.LockSeconds),
            ("idle_in_transaction_session_timeout", options.IdleTransactionSeconds)
        );
        // Whoever comes by another way, say with psql, sees no rows of bodies before she says as whom (0025_roles.sql).
        hasty.Options += " -c matching.acting=system";
        if (options.ReadOnly)
        {
            hasty.Options += " -c default_transaction_read_only=on";
        }

        (Source, _hosts) = Build(hasty);
        (Lasting, _) = Build(
            new NpgsqlConnectionStringBuilder(hasty.ConnectionString)
            {
                Pooling = false,
                ApplicationName = "matching-listens",
            }
        );
        Most = hasty.MaxPoolSize;
        IsReadOnlyByWish = options.ReadOnly;

        var patient = new NpgsqlConnectionStringBuilder(Unsaid + (owner ?? connection))
        {
            Pooling = false,
            CommandTimeout = 0,
        };
        (Patient, _) = Build(patient);
    }

    /// <summary>
    /// What answers calls and does jobs, as a role that owns nothing: pooled, and bounded in all that it waits for.
    /// </summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The same role on connections of their own: for whoever listens, and so leaves session state.</summary>
    public NpgsqlDataSource Lasting { get; }

    /// <summary>
    /// For migrations, imports of registers and backups, as the owner of the tables: nothing is bounded, nothing
    /// pooled.
    /// </summary>
    public NpgsqlDataSource Patient { get; }

    /// <summary>How many connections there may be at once.</summary>
    public int Most { get; }

    /// <summary>Whether nothing is to be written because somebody said so.</summary>
    public bool IsReadOnlyByWish { get; }

    /// <param name="connection">As the service's role.</param>
    /// <param name="owner">As the owner of the tables; null where the service's role is that itself.</param>
    /// <exception cref="ArgumentException">It is not a connection string.</exception>
    public static Connections To(string connection, string? owner, DatabaseOptions options) =>
        new(connection, owner, options);

    /// <summary>A connection of <see cref="Patient"/>, once it is sure that its role may do what that is for.</summary>
    /// <exception cref="NotOwnerException">It may not.</exception>
    public async Task<NpgsqlConnection> OpenAsOwnerAsync(CancellationToken ct)
    {
        var connection = await Patient.OpenConnectionAsync(ct);
        var mayOwn = await connection.ReadAsync(
            """
            select coalesce(
                (select pg_has_role(c.relowner, 'usage') from pg_class c where c.oid = to_regclass('public.applied_scripts')),
                has_schema_privilege('public', 'create'))
            """,
            row => row.GetBoolean(0),
            ct
        );
        if (mayOwn is [true])
        {
            return connection;
        }

        await connection.DisposeAsync();
        throw new NotOwnerException();
    }

    /// <summary>
    /// Whether nothing can be written on this connection. The server tells that by itself, but with a connection that
    /// was idle not before its next answer: so a no is believed, and a yes is asked again.
    /// </summary>
    public async Task<bool> IsReadOnlyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (!IsTold(connection, "in_hot_standby") && !IsTold(connection, "default_transaction_read_only"))
        {
            return false;
        }

        await using var command = new NpgsqlCommand(
            "select current_setting('transaction_read_only') = 'on'",
            connection
        );
        var isReadOnly = (bool)(await command.ExecuteScalarAsync(ct))!;
        if (isReadOnly)
        {
            Doubt();
        }

        return isReadOnly;
    }

    /// <summary>
    /// A server that should take writes does not: another may by now, behind the same name or another. Every connection
    /// is made anew, and every host looked at again, so that nothing needs a restart.
    /// </summary>
    public void Doubt()
    {
        if (!IsReadOnlyByWish)
        {
            _hosts?.ClearDatabaseStates();
            Source.Clear();
        }
    }

    /// <summary>Ends the connections that nobody uses; the others end with their use.</summary>
    public void Dispose()
    {
        Source.Dispose();
        _hosts?.Dispose();
        Lasting.Dispose();
        Patient.Dispose();
    }

    private static (NpgsqlDataSource Source, NpgsqlMultiHostDataSource? Hosts) Build(
        NpgsqlConnectionStringBuilder settings
    )
    {
        var wanted = settings.TargetSessionAttributes;
        if (wanted is null && !(settings.Host ?? "").Contains(',', StringComparison.Ordinal))
        {
            return (new NpgsqlDataSourceBuilder(settings.ConnectionString).Build(), null);
        }

        settings.Remove(Target);
        var hosts = new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost();
        return (hosts.WithTargetSession(Parse(wanted)), hosts);
    }

    // Where nobody says, reading goes on at a standby while there is no primary.
    private static TargetSessionAttributes Parse(string? wanted) =>
        wanted is null ? TargetSessionAttributes.PreferPrimary
        : Enum.TryParse<TargetSessionAttributes>(
            wanted.Replace("-", "", StringComparison.Ordinal),
            ignoreCase: true,
            out var target
        )
            ? target
        : throw new ArgumentException($"{Target} is not one of Npgsql's.", nameof(wanted));

    private static string Startup(string? given, params (string Name, int Seconds)[] limits) =>
        string.Join(
            ' ',
            [
                .. limits
                    .Where(limit => limit.Seconds > 0)
                    .Select(limit => string.Create(CultureInfo.InvariantCulture, $"-c {limit.Name}={limit.Seconds}s")),
                given ?? "",
            ]
        );

    private static bool IsTold(NpgsqlConnection connection, string parameter) =>
        connection.PostgresParameters.TryGetValue(parameter, out var value) && value == "on";
}

/// <summary>What needs the owner of the tables was asked of another role.</summary>
public sealed class NotOwnerException()
    : Exception(
        "This needs the role that owns the tables, and ConnectionStrings__Matching names another one: say how the owner connects in ConnectionStrings__Owner."
    );
