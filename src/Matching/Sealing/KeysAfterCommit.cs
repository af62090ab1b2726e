using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Matching.Sealing;

/// <summary>
/// Erases keys right after the commit that wrote down so, whoever commits: a call before it answers, a job, an import.
/// Nobody commits synchronously (<c>BannedSymbols.txt</c>), where nothing could be awaited.
/// </summary>
internal sealed class KeysAfterCommit : DbTransactionInterceptor
{
    public override DbTransaction TransactionStarted(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result
    )
    {
        (eventData.Context as MatchingDb)?.Shards.Begin();
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        (eventData.Context as MatchingDb)?.Shards.Begin();
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => (eventData.Context as MatchingDb)?.Shards.CommittedAsync() ?? Task.CompletedTask;
}
