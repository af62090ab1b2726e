using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
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

    /// <summary>Remembers the no of an interest, which must be locked, until a day.</summary>
    public static async Task AddAsync(MatchingDb db, Guid interest, Guid group, DateOnly until, CancellationToken ct)
    {
        await db.RememberedNoes.Where(no => no.Interest == interest && no.GroupId == group).ExecuteDeleteAsync(ct);
        await db.Matches.Where(match => match.Interest == interest && match.GroupId == group).ExecuteDeleteAsync(ct);
        db.RememberedNoes.Add(
            new RememberedNo
            {
                Interest = interest,
                GroupId = group,
                Until = until,
            }
        );
    }

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
