using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Sealing;

/// <summary>
/// Erases the keys that a committed transaction wrote down and whoever committed did not erase: it died right then, or
/// the key store was away.
/// </summary>
public static class FinishErasing
{
    private const int AtOnce = 1000;

    /// <summary>Erases them, and returns how many records and single shards these were.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var keys = services.GetRequiredService<KeyStore>();
        await using var connection = await services.GetRequiredService<Connections>().Source.OpenConnectionAsync(ct);
        var all = 0;
        while (true)
        {
            var ids = await connection.ReadAsync(
                "select id from keys_to_erase limit $1",
                row => row.GetGuid(0),
                ct,
                AtOnce
            );
            if (ids.Count == 0)
            {
                return all;
            }

            await keys.EraseAsync(ids, ct);
            all += await connection.ExecuteAsync("delete from keys_to_erase where id = any ($1)", ct, ids.ToArray());
        }
    }
}
