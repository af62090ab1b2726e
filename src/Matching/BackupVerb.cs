using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Backups;
using Matching.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching;

/// <summary>The verb <c>backup</c>.</summary>
internal static class BackupVerb
{
    public static Command Create()
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

    private static async Task<int> BackUpAsync(string target, int keep, int keepKeys, CancellationToken ct)
    {
        await using var app = Service.Build();
        await MoveShards.RunAsync(app.Services, ct);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var made = await app.Services.GetRequiredService<Backup>().WriteAsync(BackupFiles.At(target, now), ct);
        var tables = made.Main.Tables.Concat(
            made.Keys.Tables.Select(table => KeyValuePair.Create($"keys: {table.Key}", table.Value))
        );
        foreach (var (name, table) in tables)
        {
            Say($"  {name, -34} {table.Rows, 12:N0}");
        }

        Say($"{made.Files.Main}: {Size(made.Files.Main)}");
        Say($"{made.Files.Keys}: {Size(made.Files.Keys)}");
        Say($"{tables.Sum(table => table.Value.Rows):N0} rows in {made.Took.TotalSeconds:F1} s.");
        if (Directory.Exists(target))
        {
            var (main, keys) = BackupFiles.Prune(target, keep, keepKeys, now);
            Say($"Deleted: {main} older than {keep} days, {keys} key stores older than {keepKeys}.");
        }

        return 0;
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
}
