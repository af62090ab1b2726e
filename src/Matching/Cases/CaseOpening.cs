using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cases;

/// <summary>
/// That a case was read, by which key or session of which body, on which day. The person sees the body and the day.
/// </summary>
public sealed class CaseOpening
{
    public required Guid CaseId { get; init; }

    /// <summary>The key, or the session that a link opened.</summary>
    public required Guid ApiKey { get; init; }

    public required Guid Body { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>Why the national office read another body's case.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it was by a link in a mail, without a key.</summary>
    public bool ByLink { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CaseOpening>
    {
        public void Configure(EntityTypeBuilder<CaseOpening> builder)
        {
            builder.ToTable("case_openings");
            builder.HasKey(opening => new
            {
                opening.CaseId,
                opening.ApiKey,
                opening.Day,
            });
        }
    }
}
