using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>What a starter has to do by requests, beside the groups that staff counted.</summary>
internal sealed record StarterLoad(int Taken, int Asked)
{
    public static readonly StarterLoad None = new(0, 0);

    /// <summary>That of these; who has nothing to do is left out.</summary>
    public static Task<Dictionary<Guid, StarterLoad>> OfAsync(
        MatchingDb db,
        IReadOnlyCollection<Guid> starters,
        CancellationToken ct
    ) =>
        db
            .StarterRequests.Where(row => starters.Contains(row.Starter))
            .Where(row => row.State == RequestState.Asked || row.State == RequestState.Accepted)
            .GroupBy(row => row.Starter)
            .Select(rows => new
            {
                rows.Key,
                Taken = rows.Count(row => row.State == RequestState.Accepted),
                Asked = rows.Count(row => row.State == RequestState.Asked),
            })
            .ToDictionaryAsync(row => row.Key, row => new StarterLoad(row.Taken, row.Asked), ct);
}
