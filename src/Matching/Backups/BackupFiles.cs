using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Matching.Backups;

/// <summary>The two dumps of a backup.</summary>
/// <param name="Main">Everything but the key store.</param>
/// <param name="Keys">The key store.</param>
public sealed record BackupFiles(string Main, string Keys)
{
    /// <summary>How long they are kept unless it is said, in days.</summary>
    public const int KeepMain = 30,
        KeepKeys = 7;

    /// <summary>What a file is called until it is whole.</summary>
    internal const string Part = ".part";

    private const string MainName = "matching-",
        KeysName = "keys-",
        Ending = ".dump",
        Time = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>
    /// Two new ones in a folder, by the time, which is made where it is not there; or a file, where the name ends like
    /// one, with the key store beside it.
    /// </summary>
    public static BackupFiles At(string path, DateTimeOffset now)
    {
        var full = Path.GetFullPath(path);
        if (!full.EndsWith(Ending, StringComparison.Ordinal) && !File.Exists(full))
        {
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var time = now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
        return Directory.Exists(full)
            ? new(Path.Combine(full, $"{MainName}{time}{Ending}"), Path.Combine(full, $"{KeysName}{time}{Ending}"))
            : new(full, Path.Combine(Path.GetDirectoryName(full)!, $"{KeysName}{Path.GetFileName(full)}"));
    }

    /// <summary>
    /// The key store to restore beside a dump: the newest in its folder, from which all is gone that people took back
    /// since; null where none is.
    /// </summary>
    public static string? NewestKeys(string main)
    {
        var full = Path.GetFullPath(main);
        var beside = At(full, default).Keys;
        return TimeOf(full, MainName) is null
            ? (File.Exists(beside) ? beside : null)
            : In(Path.GetDirectoryName(full)!, KeysName).OrderBy(file => file.Made).LastOrDefault().File;
    }

    /// <summary>
    /// Deletes the dumps of a folder that are older, by the time in their names, and what a broken-off backup left a
    /// day ago; how many dumps these were.
    /// </summary>
    public static (int Main, int Keys) Prune(string folder, int keep, int keepKeys, DateTimeOffset now)
    {
        foreach (
            var part in Directory
                .EnumerateFiles(folder, $"*{Ending}*{Part}")
                .Where(part => File.GetLastWriteTimeUtc(part) < now.UtcDateTime.AddDays(-1))
                .ToList()
        )
        {
            File.Delete(part);
        }

        return (Delete(MainName, keep), Delete(KeysName, keepKeys));

        int Delete(string name, int days)
        {
            var old = In(folder, name).Where(file => file.Made < now.AddDays(-days)).ToList();
            foreach (var (file, _) in old)
            {
                File.Delete(file);
                File.Delete(Contents.FileOf(file));
            }

            return old.Count;
        }
    }

    private static IEnumerable<(string File, DateTimeOffset Made)> In(string folder, string name) =>
        from file in Directory.EnumerateFiles(folder, $"{name}*{Ending}")
        let made = TimeOf(file, name)
        where made is not null
        select (file, made.Value);

    private static DateTimeOffset? TimeOf(string file, string name) =>
        Path.GetFileName(file) is var whole
        && whole.StartsWith(name, StringComparison.Ordinal)
        && whole.EndsWith(Ending, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            whole[name.Length..^Ending.Length],
            Time,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var made
        )
            ? made
            : null;
}
