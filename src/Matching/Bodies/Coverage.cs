using System;
using System.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Bodies;

/// <summary>That a body answers for a municipality from a day on.</summary>
public sealed class Coverage
{
    public required Guid Body { get; init; }

    /// <summary>The municipality's number.</summary>
    public required string Municipality { get; init; }

    public required DateOnly FromDay { get; init; }

    /// <summary>The last day; null for the time being.</summary>
    public DateOnly? UntilDay { get; init; }

    /// <summary>Where bodies of one rank overlap, the larger number answers first.</summary>
    public int Priority { get; init; }

    /// <summary>Just these topics; null for every topic and none.</summary>
    public short[]? Topics { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Coverage>
    {
        public void Configure(EntityTypeBuilder<Coverage> builder)
        {
            builder.ToTable("body_coverage");
            builder.HasKey(coverage => new
            {
                coverage.Body,
                coverage.Municipality,
                coverage.FromDay,
            });
        }
    }
}

/// <summary>Which coverage counts on a day.</summary>
public static class CoverageInForce
{
    /// <summary>The rows that count on a day; the last day is one of theirs.</summary>
    public static IQueryable<Coverage> InForce(this IQueryable<Coverage> rows, DateOnly on) =>
        rows.Where(row => row.FromDay <= on && (row.UntilDay == null || row.UntilDay >= on));
}
