using System.Collections.Generic;
using System.Threading.Tasks;
using Npgsql;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>SQL that a test runs beside the program, with positional parameters.</summary>
internal static class RawSql
{
    /// <summary>The first value of the first row.</summary>
    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = Command(database, sql, values);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>The first value of every row.</summary>
    public static async Task<IReadOnlyList<T>> ColumnAsync<T>(
        this NpgsqlDataSource database,
        string sql,
        params object[] values
    )
    {
        await using var command = Command(database, sql, values);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var column = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            column.Add(reader.GetFieldValue<T>(0));
        }

        return column;
    }

    /// <summary>Runs it; how many rows it touched.</summary>
    public static async Task<int> RunAsync(this NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = Command(database, sql, values);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string sql, object[] values)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = 120;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
