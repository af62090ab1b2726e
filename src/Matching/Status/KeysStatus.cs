using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Status;

/// <summary>The key store, without which nobody registers and nothing that was written is read.</summary>
/// <param name="State">What can be done with it now.</param>
/// <param name="ToErase">How many keys are to be erased still: for minutes at most, while it is there.</param>
public sealed record KeysStatus(DatabaseState State, int ToErase)
{
    internal static async Task<KeysStatus> ReadAsync(MatchingDb db, KeyStore keys, CancellationToken ct) =>
        new(
            await keys.Look.AskAsync(),
            await db.Database.SqlQuery<int>($"select count(*)::integer as \"Value\" from keys_to_erase").SingleAsync(ct)
        );
}
