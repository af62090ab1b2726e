using System;
using Matching.Interests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Matches;

/// <summary>A group that fits an interest, and why, as reckoned from the area that is kept.</summary>
public sealed class Match
{
    public required Guid Interest { get; init; }

    public required Guid GroupId { get; init; }

    /// <summary>1 is the best.</summary>
    public required int Rank { get; init; }

    /// <summary>What orders the matches of an interest, from 0 to 1, as reckoned on that day.</summary>
    public double Score { get; init; }

    /// <summary>
    /// Kilometres from the nearest of the area's municipalities; null for a group that meets at a distance.
    /// </summary>
    public double? KmFrom { get; init; }

    /// <summary>Kilometres from the farthest of the area's municipalities.</summary>
    public double? KmTo { get; init; }

    /// <summary>The distance where it is one, and not a range.</summary>
    public double? Km => KmFrom == KmTo ? KmFrom : null;

    /// <summary>Codes of the reasons, as <c>why</c> tells them.</summary>
    public required string[] Reasons { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>The match of an interest with a group that fits.</summary>
    internal static Match Of(Guid interest, Ranked ranked, int rank, DateOnly day) =>
        new()
        {
            Interest = interest,
            GroupId = ranked.Group.GroupId,
            Rank = rank,
            Score = ranked.Score,
            KmFrom = ranked.Group.KmFrom,
            KmTo = ranked.Group.KmTo,
            Reasons = [.. ranked.Reasons],
            Day = day,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<Match>
    {
        public void Configure(EntityTypeBuilder<Match> builder)
        {
            builder.ToTable("matches");
            builder.Ignore(match => match.Km);
            builder.HasKey(match => new { match.Interest, match.GroupId });
            builder.HasOne<Interest>().WithMany().HasForeignKey(match => match.Interest);
        }
    }
}
