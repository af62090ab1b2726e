using System;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Database;

/// <summary>What can be done with the database right now.</summary>
public enum DatabaseState
{
    /// <summary>It does not answer, or not in time.</summary>
    Away,

    /// <summary>It can be read: a standby, or one that is set so.</summary>
    ReadOnly,

    /// <summary>All of it.</summary>
    Writable,
}

/// <summary>
/// Looks at the database, for at most a second, and remembers nothing: what it was a moment ago says little. Who asks
/// while somebody looks gets the same answer, so that asking costs one connection however many ask.
/// </summary>
public sealed class DatabaseLook(Connections connections)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock _turn = new();
    private Task<DatabaseState> _latest = Task.FromResult(DatabaseState.Away);

    public Task<DatabaseState> AskAsync()
    {
        lock (_turn)
        {
            return _latest.IsCompleted ? _latest = LookAsync() : _latest;
        }
    }

    private async Task<DatabaseState> LookAsync()
    {
        try
        {
            // By a clock of its own: a frozen server does not even take a cancellation, and Npgsql waits for that.
            return await ReadAsync().WaitAsync(Patience);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return DatabaseState.Away;
        }
    }

    private async Task<DatabaseState> ReadAsync()
    {
        // Off the caller's thread and out of its lock.
        await Task.Yield();
        using var patience = new CancellationTokenSource(Patience);
        var ct = patience.Token;
        await using var connection = await connections.Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            "select current_setting('transaction_read_only') = 'on'",
            connection
        );
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            return DatabaseState.Writable;
        }

        connections.Doubt();
        return DatabaseState.ReadOnly;
    }
}
