using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Matching.Database;

/// <summary>
/// Prepares the queries that carry its tag, once on each connection: what is asked most is not planned anew each time.
/// Only those, because a prepared <c>select *</c> fails when a migration adds a column under it, and because the plan
/// is one for all values: what an index is for must stand in the query itself.
/// </summary>
internal sealed class Prepared : DbCommandInterceptor
{
    /// <summary>What to tag such a query with.</summary>
    public const string Tag = "prepared";

    private const string Comment = $"-- {Tag}";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (command.CommandText.StartsWith(Comment, StringComparison.Ordinal))
        {
            await command.PrepareAsync(cancellationToken);
        }

        return result;
    }
}
