using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// A proposal that nobody else changes until the transaction ends, with those who count in it. It is locked before its
/// members' interests, these in the order of their ids, and all of them before a group.
/// </summary>
public sealed record LockedProposal(
    Proposal Proposal,
    IReadOnlyList<ProposalMember> Members,
    IReadOnlyDictionary<Guid, Interest> Interests
)
{
    /// <summary>Its live members, each with her interest, by number.</summary>
    public IEnumerable<(ProposalMember Member, Interest Interest)> Live =>
        Members
            .Where(member => member.Live && Interests.ContainsKey(member.Interest))
            .OrderBy(member => member.Number)
            .Select(member => (member, Interests[member.Interest]));

    /// <summary>The proposal, its live members and those who said no, locked; null where there is none.</summary>
    /// <param name="more">An interest to lock with these, in its order.</param>
    public static async Task<LockedProposal?> FindAsync(MatchingDb db, Guid id, CancellationToken ct, Guid? more = null)
    {
        var proposal = await db
            .Proposals.FromSql($"select * from proposals where id = {id} for update")
            .SingleOrDefaultAsync(ct);
        if (proposal is null)
        {
            return null;
        }

        var ids = await db
            .ProposalMembers.Where(member => member.Proposal == id && (member.Live || member.NoUntil != null))
            .Select(member => member.Interest)
            .ToListAsync(ct);
        var interests = await LockedInterest.AllAsync(db, [.. more is { } one ? ids.Append(one) : ids], ct);
        var members = await db.ProposalMembers.Where(member => member.Proposal == id).ToListAsync(ct);
        return new(proposal, members, interests.ToDictionary(interest => interest.Id));
    }
}
