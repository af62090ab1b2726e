using System;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Database;

/// <summary>What the failures of statements mean, however deep EF Core wraps them.</summary>
internal static class Failures
{
    private const string IdleInTransaction = "25P03";

    /// <summary>What PostgreSQL said, if it said anything.</summary>
    public static string? SqlStateOf(Exception? failure) =>
        failure is null ? null
        : failure is PostgresException said ? said.SqlState
        : SqlStateOf(failure.InnerException);

    /// <summary>The database takes nothing now: a standby, or one that is set so.</summary>
    public static bool IsReadOnly(Exception failure) =>
        SqlStateOf(failure) == PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>Two transactions were in each other's way, and one was undone; done again it will pass.</summary>
    public static bool IsCollision(Exception failure) =>
        SqlStateOf(failure) is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>It is nobody's fault and will pass: the database is away, full, busy or too slow.</summary>
    public static bool IsPassing(Exception? failure) =>
        failure switch
        {
            null => false,
            PostgresException { IsTransient: true } => true,
            PostgresException said => said.SqlState is PostgresErrorCodes.QueryCanceled or IdleInTransaction,
            // No host that suits, or a connection that broke.
            NpgsqlException or TimeoutException => true,
            _ => IsPassing(failure.InnerException),
        };

    /// <summary>
    /// Does what a reading call writes on the side. A database that takes nothing now is no reason not to answer.
    /// </summary>
    public static async Task<T?> UnlessReadOnlyAsync<T>(this MatchingDb db, Func<Task<T>> write)
    {
        const string Before = "before_the_write";
        var transaction = db.Database.CurrentTransaction;
        if (transaction is not null)
        {
            await transaction.CreateSavepointAsync(Before);
        }

        try
        {
            return await write();
        }
        catch (Exception failure) when (IsReadOnly(failure))
        {
            if (transaction is not null)
            {
                await transaction.RollbackToSavepointAsync(Before);
            }

            return default;
        }
    }
}
