using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Matching.Tests.Fences;

namespace Matching.Tests.Support;

/// <summary>
/// The service on two PostgreSQL servers of its own, whose files can be looked into and which can be killed: the main
/// one, and one for the key store that is set as <c>deploy/keys.conf</c> sets it.
/// </summary>
public sealed class TwoServersHost : TestHost
{
    public PrivateCluster Main { get; private set; } = null!;

    public PrivateCluster Keys { get; private set; } = null!;

    public override string KeysConnectionString => Keys.ConnectionString("matching_keys");

    /// <summary>
    /// A server for a key store: without a log of changes that outlives a checkpoint. It is a copy of another one's
    /// files, whose log comes in pieces of the usual size, and so has a longer one.
    /// </summary>
    public static Task<PrivateCluster> CreateKeysAsync() =>
        PrivateCluster.CreateAsync([
            .. File.ReadLines(Path.Combine(Committed.Root(), "deploy/keys.conf"))
                .Where(line => !line.StartsWith("include", StringComparison.Ordinal)),
            "min_wal_size = 32MB",
            "max_wal_size = 64MB",
        ]);

    /// <summary>How often these bytes stand in the files of a server, its log of changes included.</summary>
    public static async Task<int> CountAsync(PrivateCluster server, params byte[][] needles)
    {
        await server.ExecuteAsync("checkpoint");
        var found = 0;
        foreach (var file in Directory.EnumerateFiles(server.Data, "*", SearchOption.AllDirectories))
        {
            byte[] bytes;
            try
            {
                bytes = await File.ReadAllBytesAsync(file);
            }
            catch (IOException)
            {
                // It was a temporary one, or went with the checkpoint.
                continue;
            }

            found += needles.Sum(needle => Count(bytes, needle));
        }

        return found;
    }

    protected override async Task<string> CreateDatabaseAsync()
    {
        (Main, Keys) = (await PrivateCluster.CreateAsync(), await CreateKeysAsync());
        return Main.ConnectionString();
    }

    protected override async Task DropDatabaseAsync()
    {
        await Main.DisposeAsync();
        await Keys.DisposeAsync();
    }

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> needle)
    {
        var count = 0;
        for (int at; (at = bytes.IndexOf(needle)) >= 0; count++)
        {
            bytes = bytes[(at + needle.Length)..];
        }

        return count;
    }
}
