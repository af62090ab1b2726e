using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Statistics;

/// <summary>Statistics as they were published, to the byte. The database lets nobody change them.</summary>
public sealed class Publication
{
    /// <summary>A <see cref="Statistics.Period"/>.</summary>
    public required string Period { get; init; }

    /// <summary>The Oslo day.</summary>
    public required DateOnly PublishedOn { get; init; }

    /// <summary>A <see cref="StatisticsView"/>.</summary>
    public required byte[] Json { get; init; }

    /// <summary>The same numbers for a spreadsheet.</summary>
    public required byte[] Csv { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Publication>
    {
        public void Configure(EntityTypeBuilder<Publication> builder)
        {
            builder.ToTable("publications");
            builder.HasKey(publication => publication.Period);
        }
    }
}
