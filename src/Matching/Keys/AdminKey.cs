using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Keys;

/// <summary>
/// The first key of all, for a trial: whoever may read the file administers the service. A real service makes its first
/// key by hand.
/// </summary>
public static class AdminKey
{
    private const int Days = 365;

    /// <summary>
    /// Leaves a file that holds a valid national key as it is; else issues one and writes it, readable by its owner
    /// only.
    /// </summary>
    public static async Task EnsureAsync(MatchingDb db, TimeProvider clock, string file, CancellationToken ct)
    {
        if (
            File.Exists(file)
            && await ApiKey.FindAsync(db, (await File.ReadAllTextAsync(file, ct)).Trim(), clock.Today(), ct)
                is { Role: Role.NationalAdmin }
        )
        {
            return;
        }

        var office = await db
            .Bodies.Where(body => body.Kind == BodyKind.NationalOffice)
            .Select(body => body.Id)
            .SingleAsync(ct);
        var (key, secret) = ApiKey.Issue(office, Role.NationalAdmin, "trial", clock.Today(), Days);
        db.ApiKeys.Add(key);
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await db.SaveChangesAsync(ct);
            await db.AppendOwnAsync("admin-key-issued", clock, ct);
            await transaction.CommitAsync(ct);
        }

        await WriteAsync(file, secret, ct);
    }

    // Written beside and moved there: a reader sees the old key or the new one, never half of one, and never one that
    // others may read.
    private static async Task WriteAsync(string file, string secret, CancellationToken ct)
    {
        var path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{RandomId.New():N}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var writer = new StreamWriter(beside, options))
        {
            await writer.WriteLineAsync(secret.AsMemory(), ct);
        }

        File.Move(beside, path, overwrite: true);
    }
}
