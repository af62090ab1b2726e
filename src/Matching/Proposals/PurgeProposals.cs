using System;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// Erases proposals that came to nothing and of which nobody is left: what few people had in common outlives none of
/// them.
/// </summary>
public static class PurgeProposals
{
    /// <summary>Erases, and returns how many these were.</summary>
    public static Task<int> RunAsync(MatchingDb db, TimeProvider clock, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            delete from proposals p
            where p.state in ('declined', 'dissolved')
              and (p.remember_until is null or p.remember_until < {clock.Today()})
              and not exists (select from proposal_members m where m.proposal = p.id)
              and not exists (select from offers o where o.proposal = p.id)
            """,
            ct
        );
}
