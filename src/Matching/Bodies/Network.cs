using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Bodies;

/// <summary>Contact points that work together across municipalities, led by one of them.</summary>
public sealed class Network
{
    public required Guid Id { get; init; }

    public string? ExternalId { get; init; }

    public required string Name { get; set; }

    /// <summary>The body that answers where no member does.</summary>
    public required Guid Lead { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Network>
    {
        public void Configure(EntityTypeBuilder<Network> builder)
        {
            builder.ToTable("networks");
            builder.HasKey(network => network.Id);
        }
    }
}
