using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Bodies;

/// <summary>
/// Contact points that work together across municipalities, led by one of them. One without members has ended; its row
/// stays, so that no seed or import brings it back.
/// </summary>
public sealed class Network
{
    public required Guid Id { get; init; }

    public string? ExternalId { get; init; }

    public required string Name { get; set; }

    /// <summary>The body that answers where no member does.</summary>
    public required Guid Lead { get; set; }

    public List<NetworkMember> Members { get; } = [];

    /// <summary>Whether it has not ended.</summary>
    internal static Expression<Func<Network, bool>> IsThere => network => network.Members.Count > 0;

    /// <summary>One to be changed, locked until the transaction ends; null where it is not there.</summary>
    internal static async Task<Network?> LockAsync(MatchingDb db, Guid id, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select from networks where id = {id} for update", ct);
        return await db
            .Networks.Where(IsThere)
            .Include(network => network.Members)
            .SingleOrDefaultAsync(network => network.Id == id, ct);
    }

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

    /// <summary>Its members work each for themselves from now on.</summary>
    public void End() => Members.Clear();

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
