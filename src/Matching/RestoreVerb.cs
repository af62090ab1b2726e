using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Database;
using Matching.Registration;
using Matching.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching;

/// <summary>The verb <c>restore</c>, and the one place that knows what follows it.</summary>
internal static class RestoreVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "a dump; or a key store, into an empty one" };
        var keys = new Option<string?>("--keys")
        {
            Description =
                "the key store to restore with it (the one that is there; where it is empty, the newest beside the dump)",
            HelpName = "FILE",
        };
        var keepApiKeys = new Option<bool>("--keep-api-keys")
        {
            Description = "leave API keys valid, also those revoked since the backup; else all are revoked",
        };
        var forgetMany = new Option<bool>("--forget-many")
        {
            Description = "erase again whoever has no key, however many these are; else a tenth at most",
        };
        var verb = new Command("restore", "restore a backup into an empty database, and compare")
        {
            file,
            keys,
            keepApiKeys,
            forgetMany,
        };
        verb.SetAction(
            (parsed, ct) =>
                RestoreAsync(
                    parsed.GetRequiredValue(file),
                    parsed.GetValue(keys),
                    parsed.GetValue(keepApiKeys),
                    parsed.GetValue(forgetMany),
                    ct
                )
        );
        return verb;
    }

    private static async Task<int> RestoreAsync(
        string file,
        string? keys,
        bool keepApiKeys,
        bool forgetMany,
        CancellationToken ct
    )
    {
        await using var app = Service.Build();
        var restore = app.Services.GetRequiredService<Restore>();
        var store = app.Services.GetRequiredService<KeyStore>();
        var main = await restore.RunAsync(file, ct);
        var isEqual = Tell(file, main);
        if (main.Kind != DumpKind.Main)
        {
            return isEqual ? 0 : 1;
        }

        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var isNewer = false;
        try
        {
            if (keys is null && await store.IsInUseAsync(ct))
            {
                Say("The key store is there, and stays as it is.");
                isNewer = true;
            }
            else if ((keys ?? BackupFiles.NewestKeys(file)) is { } beside)
            {
                var restored = await restore.RunAsync(beside, ct);
                isEqual &= Tell(beside, restored);
                isNewer = restored.Dumped?.MadeAt >= main.Dumped?.MadeAt;
            }
            else
            {
                Say("No key store lies beside it: until one is restored, nothing that people wrote can be read.");
            }
        }
        finally
        {
            // Whatever came of the keys: the database is there, and may be used.
            var applied = await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
            Say(applied.Count == 0 ? "The schema is up to date." : $"The schema was older: applied {applied.Count}.");
            Tell(await EndAccess.RunAsync(db, keepApiKeys, clock, CancellationToken.None), keepApiKeys);
        }

        await MoveShards.RunAsync(app.Services, ct);
        if (isNewer)
        {
            var erased = await ForgetErased.RunAsync(db, store, clock, forgetMany, ct);
            Say($"Erased again, since their keys were erased after the dump: {erased}.");
        }

        return isEqual ? 0 : 1;
    }

    private static void Tell(IReadOnlyList<EndAccess.Key> keys, bool areKept)
    {
        if (!areKept)
        {
            Say($"Revoked all {keys.Count} API keys, since some may have been revoked after the dump.");
            Say("A start with Trial__AdminKeyFile makes a new one of the national office, which issues the others.");
            return;
        }

        Say($"{keys.Count} API keys are valid as in the dump: revoke again those that were revoked after it.");
        foreach (var key in keys)
        {
            Say($"  {key.Prefix}…  {Codes.Of(key.Role), -14} {key.CreatedOn:yyyy-MM-dd}  {key.Body}");
        }
    }

    private static bool Tell(string file, Restore.Done done)
    {
        var what =
            $"{done.Restored.Tables.Count} tables with {done.Restored.Tables.Sum(table => table.Value.Rows):N0} rows";
        if (done.Dumped is null)
        {
            Say($"{file}: restored {what}. Nothing beside it says what it held, so nothing was compared.");
            return true;
        }

        Say(
            $"{file}: restored {what}, of {done.Dumped.MadeAt:yyyy-MM-dd HH:mm:ss} UTC, from PostgreSQL {done.Dumped.Server}."
        );
        foreach (var name in done.Different)
        {
            var (was, @is) = (done.Dumped.Tables.GetValueOrDefault(name), done.Restored.Tables.GetValueOrDefault(name));
            Say($"  {name}: {was?.Rows ?? 0} rows were dumped, {@is?.Rows ?? 0} are there, or they differ.");
        }

        Say(
            done.Different.Count == 0
                ? "  Every table has as many rows as were dumped, and the same in them."
                : $"  {done.Different.Count} tables are not as they were dumped: do not use this database."
        );
        return done.Different.Count == 0;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.WriteLine(line);
}
