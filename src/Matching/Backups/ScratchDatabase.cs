using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Matching.Backups;

/// <summary>
/// An empty database for a moment: beside the main one, and dropped afterwards, where its role may make one; else the
/// one that <c>ConnectionStrings__Scratch</c> names, which is left to whoever made it.
/// </summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private const int MostTries = 6;

    private readonly Connections? _server;
    private readonly string _name;

    private ScratchDatabase(Connections? server, string connectionString) =>
        (_server, ConnectionString, _name) = (
            server,
            connectionString,
            new NpgsqlConnectionStringBuilder(connectionString).Database!
        );

    /// <summary>How it is reached.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether it stays, with what was put into it.</summary>
    public bool Stays => _server is null;

    /// <exception cref="BackupException">There is none, and the role may not make one.</exception>
    public static async Task<ScratchDatabase> MakeAsync(
        Connections server,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        if (configuration.GetConnectionString("Scratch") is { Length: > 0 } given)
        {
            return new(null, given);
        }

        var scratch = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString("Owner") ?? configuration.GetConnectionString("Matching")
        )
        {
            Database = $"matching_scratch_{RandomId.New():N}",
        };
        await using var connection = await server.OpenAsOwnerAsync(ct);
        try
        {
            await connection.ExecuteAsync($"create database {scratch.Database}", ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new BackupException(
                $"The role {connection.UserName} may not make a database: name an empty one with the extensions of deploy/database.sql in ConnectionStrings__Scratch."
            );
        }

        return new(server, scratch.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await using var connection = await _server.Patient.OpenConnectionAsync(CancellationToken.None);
            await DropAsync(connection);
        }
    }

    // Not by force, which ends sessions of other roles too and so needs more rights than to own a database. PostgreSQL
    // itself sends its own workers away, and waits some seconds for others.
    private async Task DropAsync(NpgsqlConnection connection)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await connection.ExecuteAsync($"drop database {_name}", CancellationToken.None);
                return;
            }
            catch (PostgresException inUse) when (inUse.SqlState == PostgresErrorCodes.ObjectInUse)
            {
                if (tries == MostTries)
                {
                    throw new BackupException(
                        $"Somebody works in the database {_name}, so it could not be dropped. It holds all that the dump holds: drop it."
                    );
                }
            }
        }
    }
}
