using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Database;
using Matching.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching;

/// <summary>The verbs <c>backup</c> and <c>restore</c>, and what follows a restore.</summary>
internal static class BackupVerbs
{
    public static Command Backup()
    {
        var target = new Argument<string>("DIR|FILE")
        {
            Description = "a folder for matching-TIME.dump and keys-TIME.dump; or a file, with keys-FILE beside it",
        };
        var keep = Days("--keep", BackupFiles.KeepMain, "delete older dumps of the folder");
        var keepKeys = Days("--keep-keys", BackupFiles.KeepKeys, "delete older key stores of the folder");
        var verb = new Command("backup", "dump the database, and its key store apart from it")
        {
            target,
            keep,
            keepKeys,
        };
        verb.SetAction(
            (parsed, ct) =>
                BackUpAsync(
                    parsed.GetRequiredValue(target),
                    parsed.GetRequiredValue(keep),
                    parsed.GetRequiredValue(keepKeys),
                    ct
                )
        );
        return verb;
    }

    public static Command Restore()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "a dump; or a key store, into a database without keys",
        };
        var keys = new Option<string?>("--keys")
        {
            Description = "the key store to restore with it (the newest beside it)",
            HelpName = "FILE",
        };
        var verb = new Command("restore", "restore a backup into an empty database, and compare") { file, keys };
        verb.SetAction((parsed, ct) => RestoreAsync(parsed.GetRequiredValue(file), parsed.GetValue(keys), ct));
        return verb;
    }

    private static async Task<int> BackUpAsync(string target, int keep, int keepKeys, CancellationToken ct)
    {
        await using var app = Service.Build();
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var made = await app.Services.GetRequiredService<Backup>().WriteAsync(BackupFiles.At(target, now), ct);
        foreach (var (name, table) in made.Contents.Tables)
        {
            Say($"  {name, -34} {table.Rows, 12:N0}");
        }

        Say($"{made.Files.Main}: {Size(made.Files.Main)}");
        Say($"{made.Files.Keys}: {Size(made.Files.Keys)}");
        Say($"{made.Contents.Tables.Sum(table => table.Value.Rows):N0} rows in {made.Took.TotalSeconds:F1} s.");
        if (Directory.Exists(target))
        {
            var (main, keys) = BackupFiles.Prune(target, keep, keepKeys, now);
            Say($"Deleted: {main} older than {keep} days, {keys} key stores older than {keepKeys}.");
        }

        return 0;
    }

    private static async Task<int> RestoreAsync(string file, string? keys, CancellationToken ct)
    {
        await using var app = Service.Build();
        var restore = app.Services.GetRequiredService<Restore>();
        var main = await restore.RunAsync(file, ct);
        var isEqual = Tell(file, main);
        if (main.IsKeys || !isEqual)
        {
            return isEqual ? 0 : 1;
        }

        Restore.Done? store = null;
        if ((keys ?? BackupFiles.NewestKeys(file)) is { } beside)
        {
            store = await restore.RunAsync(beside, ct);
            isEqual = Tell(beside, store);
        }
        else
        {
            Say("No key store lies beside it: until one is restored, nothing that people wrote can be read.");
        }

        var applied = await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        Say(applied.Count == 0 ? "The schema is up to date." : $"The schema was older: applied {applied.Count}.");
        if (store?.Dumped?.MadeAt >= main.Dumped?.MadeAt)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MatchingDb>();
            var erased = await ForgetErased.RunAsync(db, app.Services.GetRequiredService<TimeProvider>(), ct);
            Say($"Erased again, since their keys were erased after the dump: {erased}.");
        }

        return isEqual ? 0 : 1;
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

    private static Option<int> Days(string name, int days, string description)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} (days)",
            HelpName = "DAYS",
            DefaultValueFactory = _ => days,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} needs a number of days, at least 1.");
            }
        });
        return option;
    }

    private static string Size(string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(file).Length:N0} bytes");

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.WriteLine(line);
}
