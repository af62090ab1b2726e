using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Matching.Sealing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Matching.Database;

/// <summary>
/// Brings both stores to the newest schema. The key store: <c>db/keys</c>. The main one: <c>db/migrations</c> forward
/// only, one transaction each, never changed once applied; then <c>db/functions</c> and the seeds, whenever their text
/// changed; before these and after them the rights of the service's role. Several instances may start at once: an
/// advisory lock lets one work and the others wait. The service goes on meanwhile: a step that does not get its locks
/// soon gives up, lets pass who queues behind it, and tries again.
/// </summary>
public sealed class Migrator(Connections connections, KeyStore keys, IEnumerable<Seed> seeds, ILogger<Migrator> log)
{
    /// <summary>The advisory lock of whoever changes what everybody reads: schema, seeds and registers.</summary>
    internal const long Lock = 0x4D617463_68696E67;

    // Everybody who comes after a migration that waits for a lock waits with it: no longer than nobody minds.
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(2);
    private const int MostAttempts = 100;

    /// <summary>Applies what is missing and returns the names of what it applied.</summary>
    /// <exception cref="MigrationChangedException">A migration that was applied has another text now.</exception>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct) => MigrateAsync([], ct);

    /// <param name="further">Scripts after those of the assembly, in the folder that their names say: a test's
    /// own.</param>
    internal async Task<IReadOnlyList<string>> MigrateAsync(IEnumerable<Script> further, CancellationToken ct) =>
        [
            .. await InTurnAsync(
                keys.Connections,
                async connection => await ApplyAsync(connection, In("keys", further), mayChange: false, ct),
                ct
            ),
            .. await InTurnAsync(
                connections,
                async connection =>
                {
                    var applied = await ApplyAsync(connection, In("migrations", further), mayChange: false, ct);

                    // A function is called by the version before as soon as it is there, and may read a new table.
                    await connection.ExecuteAsync(Scripts.Read("roles.sql"), ct);
                    applied.AddRange(await ApplyAsync(connection, In("functions", further), mayChange: true, ct));
                    applied.AddRange(await ApplyAsync(connection, seeds.Select(Step.Of), mayChange: true, ct));
                    await connection.ExecuteAsync(Scripts.Read("roles.sql"), ct);
                    return applied;
                },
                ct
            ),
        ];

    private static async Task<List<string>> InTurnAsync(
        Connections store,
        Func<NpgsqlConnection, Task<List<string>>> applyAsync,
        CancellationToken ct
    )
    {
        await using var connection = await store.OpenAsOwnerAsync(ct);
        await connection.ExecuteAsync($"select pg_advisory_lock({Lock})", ct);
        try
        {
            await connection.ExecuteAsync(
                """
                create table if not exists applied_scripts (
                    name       text primary key,
                    checksum   text not null,
                    applied_at timestamptz not null default now()
                )
                """,
                ct
            );
            return await applyAsync(connection);
        }
        finally
        {
            await connection.ExecuteAsync($"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    private static IEnumerable<Step> In(string folder, IEnumerable<Script> further) =>
        Scripts
            .In(folder)
            .Select(script => script with { Name = $"{folder}/{script.Name}" })
            .Concat(further.Where(script => script.Name.StartsWith($"{folder}/", StringComparison.Ordinal)))
            .Select(Step.Of);

    private async Task<List<string>> ApplyAsync(
        NpgsqlConnection connection,
        IEnumerable<Step> steps,
        bool mayChange,
        CancellationToken ct
    )
    {
        var known = await ChecksumsAsync(connection, ct);
        var applied = new List<string>();
        foreach (var step in steps)
        {
            if (known.TryGetValue(step.Script.Name, out var checksum) && checksum == step.Script.Checksum)
            {
                continue;
            }

            if (checksum is not null && !mayChange)
            {
                throw new MigrationChangedException(step.Script.Name);
            }

            for (var attempt = 1; !await TryApplyAsync(connection, step, attempt == MostAttempts, ct); attempt++)
            {
                log.LogInformation("{Script} waits for a lock, for the {Attempt}. time", step.Script.Name, attempt);
                await Task.Delay(RandomNumberGenerator.GetInt32(500, 1500), ct);
            }

            log.LogInformation("Applied {Script}", step.Script.Name);
            applied.Add(step.Script.Name);
        }

        return applied;
    }

    private static async Task<bool> TryApplyAsync(
        NpgsqlConnection connection,
        Step step,
        bool isLast,
        CancellationToken ct
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await connection.ExecuteAsync($"set local lock_timeout = '{LongestQueue.TotalSeconds}s'", ct);
            await step.ApplyAsync(connection, ct);
            await connection.ExecuteAsync(
                """
                insert into applied_scripts (name, checksum) values ($1, $2)
                on conflict (name) do update set checksum = excluded.checksum, applied_at = now()
                """,
                ct,
                step.Script.Name,
                step.Script.Checksum
            );
            await transaction.CommitAsync(ct);
            return true;
        }
        catch (PostgresException refused)
            when (!isLast
                && refused.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
            )
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, string>> ChecksumsAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand("select name, checksum from applied_scripts", connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
        {
            checksums.Add(rows.GetString(0), rows.GetString(1));
        }

        return checksums;
    }

    private sealed record Step(Script Script, Func<NpgsqlConnection, CancellationToken, Task> ApplyAsync)
    {
        public static Step Of(Script script) =>
            new(script, (connection, ct) => connection.ExecuteAsync(script.Text, ct));

        public static Step Of(Seed seed)
        {
            var text = Scripts.Read(seed.File);
            return new(new Script(seed.File, text), (connection, ct) => seed.LoadAsync(connection, text, ct));
        }
    }
}

/// <summary>A migration was edited after it had been applied; only a new one may change the schema.</summary>
public sealed class MigrationChangedException(string name)
    : Exception(
        $"The applied migration {name} has another text now. Migrations only go forward: restore it and add a new one."
    );
