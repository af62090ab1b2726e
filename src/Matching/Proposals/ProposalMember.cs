using System;
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
    public double KmFrom { get; set; }

    /// <summary>From the farthest.</summary>
    public double KmTo { get; set; }

    /// <summary>She would help to carry the group.</summary>
    public required bool WouldStart { get; init; }

    public required DateOnly Since { get; init; }

    /// <summary>Whether she counts in it; nobody does in two.</summary>
    public bool Live { get; set; } = true;

    /// <summary>She said no: until this day she is not invited to the like of it again.</summary>
    public DateOnly? NoUntil { get; set; }

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
