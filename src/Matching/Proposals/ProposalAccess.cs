using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// A proposal is its body's own; the lead of the body's network reads it. For others it is not there.
/// </summary>
internal static class ProposalAccess
{
    public static async Task<bool> MayReadAsync(
        this Caller caller,
        MatchingDb db,
        Proposal proposal,
        CancellationToken ct
    ) => caller.MayActFor(proposal.Body) || await db.LedBy(caller.Body).ContainsAsync(proposal.Body, ct);
}
