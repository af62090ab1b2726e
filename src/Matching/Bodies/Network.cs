using System;
using System.Collections.Generic;
using System.Linq;
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

    public List<NetworkMember> Members { get; } = [];

    /// <summary>These are the members from now on.</summary>
    public void Join(IReadOnlyCollection<Guid> bodies)
    {
        Members.RemoveAll(member => !bodies.Contains(member.Body));
        Members.AddRange(
            bodies
                .Except(Members.Select(member => member.Body))
                .Select(body => new NetworkMember { Network = Id, Body = body })
        );
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Network>
    {
        public void Configure(EntityTypeBuilder<Network> builder)
        {
            builder.ToTable("networks");
            builder.HasKey(network => network.Id);
            builder.HasMany(network => network.Members).WithOne().HasForeignKey(member => member.Network);
        }
    }
}

/// <summary>That a contact point belongs to a network; it may belong to several.</summary>
public sealed class NetworkMember
{
    public required Guid Network { get; init; }

    public required Guid Body { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NetworkMember>
    {
        public void Configure(EntityTypeBuilder<NetworkMember> builder)
        {
            builder.ToTable("network_members");
            builder.HasKey(member => new { member.Network, member.Body });
        }
    }
}
