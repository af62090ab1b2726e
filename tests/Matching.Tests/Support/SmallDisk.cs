using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Tests.Support;

/// <summary>A file system of four megabytes, which a test may fill.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matching-disk-").FullName;

    private SmallDisk() { }

    /// <summary>Where PostgreSQL may write.</summary>
    public string Folder => Path.Combine(_folder, "small");

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Null where nothing can be mounted.</summary>
    public static async Task<SmallDisk?> MountAsync()
    {
        var disk = new SmallDisk();
        if (
            Environment.UserName == "root"
            && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", disk._folder)
        )
        {
            Directory.CreateDirectory(disk.Folder);
            await RunAsync("chmod", "755", disk._folder);
            await RunAsync("chown", "postgres", disk.Folder);
            return disk;
        }

        Directory.Delete(disk._folder);
        return null;
    }

    /// <summary>Until nothing more can be written.</summary>
    public void Fill()
    {
        using var ballast = File.Create(Ballast);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> RunAsync(params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true }
        )!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
