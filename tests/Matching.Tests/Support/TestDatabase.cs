using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Tests.Support;

/// <summary>
/// Databases on the real servers that <c>./test</c> started: a main one on <c>MATCHING_TEST_SERVER</c>, and beside it a
/// key store on <c>MATCHING_TEST_KEYS</c>, or, where there is no second server, on the same. Both are migrated and
/// seeded once; every test class gets copies.
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
    private static readonly ConcurrentDictionary<string, string> Keys = new();
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

            return await CreateAsync($"test_{RandomId.New():N}", Template);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>A database with nothing in it, and none in its key store; its connection string, as the
    /// owner.</summary>
    public static Task<string> CreateEmptyAsync() => CreateAsync($"test_{RandomId.New():N}", null);

    /// <summary>
    /// The connection string of the key store beside a main store, however that is reached: of a database made here, or
    /// the one of its name and <c>_keys</c> on the same server.
    /// </summary>
    public static string KeysOf(string connection)
    {
        var main = new NpgsqlConnectionStringBuilder(connection);
        return Keys.GetValueOrDefault(main.Database ?? "")
            ?? new NpgsqlConnectionStringBuilder(connection)
            {
                Database = KeysName(main.Database ?? ""),
            }.ConnectionString;
    }

    public static async Task DropAsync(string connection)
    {
        NpgsqlConnection.ClearAllPools();
        var name = new NpgsqlConnectionStringBuilder(connection).Database!;
        try
        {
            // Not by force, for which the owner would need the rights of PostgreSQL's own workers too.
            await ExecuteAsync(Server, $"drop database if exists {name}");
            await ExecuteAsync(KeysServer, $"drop database if exists {KeysName(name)}");
        }
        catch (NpgsqlException)
        {
            // On a busy machine it may not be rid of its last connection in time. It goes with the cluster.
        }
    }

    internal static string KeysName(string database) => $"{database}_keys";

    private static async Task MakeTemplateAsync()
    {
        await ExecuteAsync(Server, Roles);
        await ExecuteAsync(Server, $"drop database if exists {Template} with (force)");
        await ExecuteAsync(KeysServer, $"drop database if exists {KeysName(Template)} with (force)");
        var connection = await CreateAsync(Template, null) + ";Pooling=false";
        var keys = KeysOf(connection) + ";Pooling=false";
        await using (
            var host = TestHost.Configure(connection, new ManualClock(), [new("ConnectionStrings:Keys", keys)])
        )
        {
            await host.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        }
    }

    private static async Task<string> CreateAsync(string name, string? template)
    {
        await Task.WhenAll(
            ExecuteAsync(Server, $"create database {name}{(template is null ? "" : $" template {template}")}"),
            ExecuteAsync(
                KeysServer,
                $"create database {KeysName(name)}{(template is null ? "" : $" template {KeysName(template)}")}"
            )
        );
        Keys[name] = Connection(KeysServer, KeysName(name));
        return Connection(Server, name);
    }

    private static string Connection(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server)
        {
            Database = database,
            MaxPoolSize = 20,
            // Many databases share one server: what is not in use is given back soon.
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 2,
        }.ConnectionString;

    private static string Server =>
        Environment.GetEnvironmentVariable("MATCHING_TEST_SERVER")
        ?? throw new InvalidOperationException(
            "MATCHING_TEST_SERVER is not set: run ./test, which starts a PostgreSQL for the tests."
        );

    private static string KeysServer => Environment.GetEnvironmentVariable("MATCHING_TEST_KEYS") ?? Server;

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
