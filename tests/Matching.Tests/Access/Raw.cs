using System;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Tests.Support;
using Npgsql;

namespace Matching.Tests.Access;

/// <summary>Connections that go past the program: as its role or as the owner, and saying as whom or not.</summary>
internal static class Raw
{
    /// <summary>As the service's role, which has said nothing yet.</summary>
    public static Task<NpgsqlConnection> ServiceAsync(TestHost host) =>
        OpenAsync(TestDatabase.AsService(host.ConnectionString));

    /// <summary>As the owner of the tables.</summary>
    public static Task<NpgsqlConnection> OwnerAsync(TestHost host) => OpenAsync(host.ConnectionString);

    /// <summary>A transaction of staff of a body.</summary>
    public static async Task<NpgsqlTransaction> BeginAsync(this NpgsqlConnection connection, Guid body, Role role)
    {
        var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "select set_config('matching.acting', 'staff', true), set_config('matching.body', $1, true), set_config('matching.role', $2, true)",
            default,
            body.ToString(),
            Codes.Of(role)
        );
        return transaction;
    }

    /// <summary>How many rows of a table are seen.</summary>
    public static async Task<int> CountAsync(this NpgsqlConnection connection, string table) =>
        (await connection.ReadAsync($"select count(*)::integer from {table}", row => row.GetInt32(0), default))[0];

    private static async Task<NpgsqlConnection> OpenAsync(string connection)
    {
        var opened = new NpgsqlConnection(connection + ";Pooling=false");
        await opened.OpenAsync();
        return opened;
    }
}
