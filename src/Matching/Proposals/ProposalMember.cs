using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Proposals;

/// <summary>Somebody who waits, in a proposal. She goes with her interest.</summary>
public sealed class ProposalMember
{
    public required Guid Proposal { get; init; }

    public required Guid Interest { get; init; }

    /// <summary>All that staff see of who it is.</summary>
    public required int Number { get; init; }

    /// <summary>Kilometres to the meeting place from the nearest municipality of her area.</summary>
    public double KmFrom { get; private set; }

    /// <summary>From the farthest.</summary>
    public double KmTo { get; private set; }

    /// <summary>She would help to carry the group.</summary>
    public required bool WouldStart { get; init; }

    /// <summary>Whether she counts in it; nobody does in two.</summary>
    public bool Live { get; set; } = true;

    /// <summary>She said no: until this day she is not invited to the like of it again.</summary>
    public DateOnly? NoUntil { get; set; }

    /// <summary>Somebody new in a proposal.</summary>
    public static ProposalMember Of(Proposal proposal, Interest interest, int number, Journey journey)
    {
        var member = new ProposalMember
        {
            Proposal = proposal.Id,
            Interest = interest.Id,
            Number = number,
            WouldStart = interest.Wish != Wish.Join,
        };
        member.TravelsBy(journey);
        return member;
    }

    /// <summary>Her journey to the meeting place.</summary>
    public void TravelsBy(Journey journey) => (KmFrom, KmTo) = (journey.KmFrom, journey.KmTo);

    /// <summary>Those of these interests that are there and count in no proposal.</summary>
    public static async Task<HashSet<Guid>> FreeAsync(MatchingDb db, List<Guid> interests, CancellationToken ct) =>
        await db
            .Interests.Where(one => interests.Contains(one.Id))
            .Where(one => !db.ProposalMembers.Any(member => member.Interest == one.Id && member.Live))
            .Select(one => one.Id)
            .ToHashSetAsync(ct);

    internal sealed class Mapping : IEntityTypeConfiguration<ProposalMember>
    {
        public void Configure(EntityTypeBuilder<ProposalMember> builder)
        {
            builder.ToTable("proposal_members");
            builder.HasKey(member => new { member.Proposal, member.Interest });
            builder.HasOne<Proposal>().WithMany().HasForeignKey(member => member.Proposal);
            builder.HasOne<Interest>().WithMany().HasForeignKey(member => member.Interest);
        }
    }
}
