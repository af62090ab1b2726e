using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Database;

/// <summary>Plain statements on a connection, for what runs before there is anything to map.</summary>
internal static class Sql
{
    /// <summary>
    /// Runs a statement with its values in order ($1 and so on) and returns how many rows it touched.
    /// </summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken ct,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Runs a query with its values in order and returns what is read of each row.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
