using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Tests.Support;

/// <summary>
/// Databases on the real server that <c>./test</c> started. One is migrated and seeded once; every test class gets a
/// copy.
/// </summary>
public static class TestDatabase
{
    /// <summary>Makes the roles of deploy/database.sql where they are missing; for a superuser.</summary>
    public const string Roles = """
        do $$ begin
            if to_regrole('matching_service') is null then create role matching_service login; end if;
            if to_regrole('matching_functions') is null then create role matching_functions nologin bypassrls; end if;
            if not pg_has_role('matching_functions', 'usage') then grant matching_functions to current_user; end if;
        end $$
        """;

    private const string Template = "matching_template";
    private const string Service = "matching_service";
    private static readonly SemaphoreSlim Turn = new(1);
    private static bool _made;

    /// <summary>The same way, but as the role of the service, which owns nothing.</summary>
    public static string AsService(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { Username = Service };
        if (settings.Password is not null)
        {
            settings.Password = Environment.GetEnvironmentVariable("MATCHING_TEST_SERVICE_PASSWORD");
        }

        return settings.ConnectionString;
    }

    /// <summary>A fresh copy; its connection string, as the owner.</summary>
    public static async Task<string> CreateAsync()
    {
        await Turn.WaitAsync();
        try
        {
            if (!_made)
            {
                await MakeTemplateAsync();
                _made = true;
            }

            var name = $"test_{RandomId.New():N}";
            await ExecuteAsync($"create database {name} template {Template}");
            return Connection(name);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>A database with nothing in it; its connection string, as the owner.</summary>
    public static async Task<string> CreateEmptyAsync()
    {
        var name = $"test_{RandomId.New():N}";
        await ExecuteAsync($"create database {name}");
        return Connection(name);
    }

    public static async Task DropAsync(string connection)
    {
        NpgsqlConnection.ClearAllPools();
        try
        {
            await ExecuteAsync(
                $"drop database if exists {new NpgsqlConnectionStringBuilder(connection).Database} with (force)"
            );
        }
        catch (NpgsqlException)
        {
            // On a busy machine it may not be rid of its last connection in time. It goes with the cluster.
        }
    }

    private static async Task MakeTemplateAsync()
    {
        await ExecuteAsync(Roles);
        await ExecuteAsync($"drop database if exists {Template} with (force)");
        await ExecuteAsync($"create database {Template}");
        var connection = Connection(Template) + ";Pooling=false";
        await using (var host = TestHost.Configure(connection, new ManualClock()))
        {
            await host.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        }
    }

    private static string Connection(string database) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = 20 }.ConnectionString;

    private static string Server =>
        Environment.GetEnvironmentVariable("MATCHING_TEST_SERVER")
        ?? throw new InvalidOperationException(
            "MATCHING_TEST_SERVER is not set: run ./test, which starts a PostgreSQL for the tests."
        );

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
