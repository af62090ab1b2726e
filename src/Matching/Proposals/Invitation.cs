using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Proposals;

/// <summary>A group that could be, as somebody who is invited sees it: nothing of the others.</summary>
/// <param name="Topics">Slugs; empty: across topics.</param>
/// <param name="Times">When it suits all; empty: at any time.</param>
/// <param name="Km">Her journey from the nearest municipality of the area that is kept.</param>
/// <param name="KmTo">From the farthest.</param>
public sealed record Invitation(
    MeetingPlace Place,
    IReadOnlyList<string> Topics,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Times,
    AudienceView Audience,
    double Km,
    double KmTo
)
{
    /// <summary>What an interest is invited to, by proposal.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Invitation>> ReadAsync(
        MatchingDb db,
        TopicNames names,
        Guid interest,
        IReadOnlyCollection<Guid> proposals,
        CancellationToken ct
    )
    {
        var rows = await (
            from member in db.ProposalMembers
            join proposal in db.Proposals on member.Proposal equals proposal.Id
            where member.Interest == interest && proposals.Contains(proposal.Id)
            select new
            {
                Proposal = proposal,
                member.KmFrom,
                member.KmTo,
            }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        var invitations = new Dictionary<Guid, Invitation>();
        foreach (var row in rows)
        {
            invitations[row.Proposal.Id] = new(
                await MeetingPlace.OfAsync(db, row.Proposal, ct),
                await names.SlugsAsync(db, row.Proposal.Topics, ct),
                row.Proposal.Languages,
                row.Proposal.Times,
                new(row.Proposal.Gender, row.Proposal.AgeBands),
                Math.Round(row.KmFrom, 1),
                Math.Round(row.KmTo, 1)
            );
        }

        return invitations;
    }
}
