using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Matches;

/// <summary>That a group fits has been told to a person, and is not told again.</summary>
public sealed class ToldPair
{
    public required Guid Interest { get; init; }

    public required Guid GroupId { get; init; }

    /// <summary>Adds those of these groups that an interest, which must be locked, was not told of before.</summary>
    internal static async Task AddNewAsync(MatchingDb db, Guid interest, Guid[] groups, CancellationToken ct)
    {
        var told = await db
            .ToldPairs.Where(pair => pair.Interest == interest && groups.Contains(pair.GroupId))
            .Select(pair => pair.GroupId)
            .ToListAsync(ct);
        Add(db, interest, groups.Except(told));
    }

    /// <summary>Adds groups that an interest was not told of before.</summary>
    internal static void Add(MatchingDb db, Guid interest, IEnumerable<Guid> groups) =>
        db.ToldPairs.AddRange(groups.Select(group => new ToldPair { Interest = interest, GroupId = group }));

    internal sealed class Mapping : IEntityTypeConfiguration<ToldPair>
    {
        public void Configure(EntityTypeBuilder<ToldPair> builder)
        {
            builder.ToTable("told_pairs");
            builder.HasKey(pair => new { pair.Interest, pair.GroupId });
            builder.HasOne<Interest>().WithMany().HasForeignKey(pair => pair.Interest);
        }
    }
}
