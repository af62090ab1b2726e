using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>
/// The noes to invitations that are remembered: about the same topic only what is nearer is proposed to her again.
/// </summary>
internal sealed class Noes(IEnumerable<(Guid Interest, short? Topic, double Km)> all)
{
    // What is nearer by less than this is the same place.
    private const double LeastKm = 0.001;

    /// <summary>The noes of these that are remembered on a day.</summary>
    public static async Task<Noes> ReadAsync(MatchingDb db, DateOnly today, Guid[] interests, CancellationToken ct)
    {
        var rows = await (
            from member in db.ProposalMembers
            join earlier in db.Proposals on member.Proposal equals earlier.Id
            where interests.Contains(member.Interest) && member.NoUntil >= today
            select new
            {
                member.Interest,
                member.KmFrom,
                Proposal = earlier,
            }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        return new(rows.Select(row => (row.Interest, row.Proposal.Topic, row.KmFrom)));
    }

    private readonly ILookup<(Guid Interest, short? Topic), double> _km = all.ToLookup(
        no => (no.Interest, no.Topic),
        no => no.Km
    );

    /// <summary>Whether somebody said no to the like of it.</summary>
    /// <param name="km">Her journey.</param>
    public bool Against(Guid interest, short? topic, double km) => _km[(interest, topic)].Any(no => km > no - LeastKm);
}
