using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Sweep;

/// <summary>Every byte that is there when all has ended, by place.</summary>
internal static class Remains
{
    /// <summary>All of it; service and servers must have stopped.</summary>
    public static async Task<IReadOnlyList<Piece>> DumpsAsync(SweepWorld world)
    {
        var pieces = new List<Piece>();
        foreach (var file in Directory.EnumerateFiles(world.Lists.Path, "*.dump*", SearchOption.AllDirectories))
        {
            var place = Path.GetFileName(file).StartsWith("keys", StringComparison.Ordinal)
                ? "dump of the key store"
                : "dump";
            pieces.Add(await OfFileAsync(place, file));
            if (file.EndsWith(".dump", StringComparison.Ordinal))
            {
                pieces.Add(new(place, $"{Path.GetFileName(file)} as text", await AsTextAsync(file)));
            }
        }

        return pieces;
    }

    /// <summary>What left the service, or is kept of how it ran: no topic and no place may stand there.</summary>
    public static IEnumerable<Piece> ThatLeft(SweepWorld world)
    {
        yield return Left("log of the program", "output", world.Service.Output);
        yield return Left("what verbs said", "output", string.Join('\n', world.Said));
        yield return Left("mail", "dialogues", string.Join('\n', world.Smtp.Heard));
        foreach (var (mail, number) in world.Smtp.Seen.Select((mail, number) => (mail, number)))
        {
            yield return new("mail", $"mail {number}", mail.Raw, Leaves: true);
            yield return Left("mail", $"mail {number} as it is read", $"{mail.Subject}\n{mail.Text}");
        }

        foreach (var (call, number) in world.Hooks.Seen.Select((call, number) => (call, number)))
        {
            yield return Left("webhook", $"address {number}", call.Path);
            yield return Left("webhook", $"call {number}", string.Join('\n', call.Headers) + call.Body);
        }

        foreach (var path in new[] { "/v1/traces", "/v1/metrics", "/v1/logs" })
        {
            var bytes = Encoding.Latin1.GetBytes(world.Telemetry.Seen(path));
            yield return new("telemetry", path[1..], bytes, Leaves: true);
        }
    }

    /// <summary>The folder of the service and the files of both servers.</summary>
    public static IEnumerable<Piece> Files(SweepWorld world)
    {
        foreach (var (file, name) in Below(world.Service.Folder))
        {
            var place = name.StartsWith("tmp/", StringComparison.Ordinal)
                ? "temporary folder"
                : "folder of the program";
            yield return new(place, name, Read(file), Leaves: true);
        }

        foreach (var (server, store) in new[] { (world.Main, ""), (world.Keys, " of the key store") })
        {
            yield return new("log of PostgreSQL" + store, "log", File.ReadAllBytes(server.Log), Leaves: true);
            foreach (var (file, name) in Below(server.Data))
            {
                var part = name.StartsWith("pg_wal/", StringComparison.Ordinal) ? "log of changes" : "database";
                yield return new(part + store, name, Read(file));
            }
        }
    }

    private static IEnumerable<(string File, string Name)> Below(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (file, Path.GetRelativePath(folder, file)));

    // What a killed process leaves of a pipe or a socket has a name and no bytes, and is waited for by whoever reads.
    private static byte[] Read(string file) => new FileInfo(file).Length == 0 ? [] : File.ReadAllBytes(file);

    private static Piece Left(string place, string name, string text) =>
        new(place, name, Encoding.UTF8.GetBytes(text), Leaves: true);

    private static async Task<Piece> OfFileAsync(string place, string file) =>
        new(place, Path.GetFileName(file), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

    private static async Task<byte[]> AsTextAsync(string dump)
    {
        using var restore = Process.Start(
            new ProcessStartInfo(PrivateCluster.Tool("pg_restore"), ["-f", "-", dump])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        using var text = new MemoryStream();
        await restore.StandardOutput.BaseStream.CopyToAsync(text, TestContext.Current.CancellationToken);
        await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, restore.ExitCode);
        return text.ToArray();
    }
}
