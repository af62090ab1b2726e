using System;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Matches;

/// <summary>A no to a group: the pair is not offered again until its time is over.</summary>
public sealed class RememberedNo
{
    public required Guid Interest { get; init; }

    public required Guid GroupId { get; init; }

    public required DateOnly Until { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<RememberedNo>
    {
        public void Configure(EntityTypeBuilder<RememberedNo> builder)
        {
            builder.ToTable("remembered_noes");
            builder.HasKey(no => new { no.Interest, no.GroupId });
            builder.HasOne<Interest>().WithMany().HasForeignKey(no => no.Interest);
        }
    }
}
