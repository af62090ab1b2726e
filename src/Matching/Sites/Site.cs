using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Sites;

/// <summary>A site of a body or its partner, whose pages search here.</summary>
public sealed class Site
{
    /// <summary>How many a body may have.</summary>
    public const int MostOfBody = 20;

    /// <summary>How many origins one may have.</summary>
    public const int MostOrigins = 20;

    /// <summary>How long its name may be.</summary>
    public const int LongestName = 200;

    public required Guid Id { get; init; }

    public required Guid Body { get; init; }

    public string Name { get; private set; } = "";

    /// <summary>Where its pages are; two sites may share one.</summary>
    public string[] Origins { get; private set; } = [];

    /// <summary>Whether it is only tried out.</summary>
    public bool Test { get; private set; }

    public required DateOnly CreatedOn { get; init; }

    /// <summary>Written anew.</summary>
    public void Write(SiteForm form) => (Name, Origins, Test) = (form.Name, [.. form.Origins], form.Test);

    internal sealed class Mapping : IEntityTypeConfiguration<Site>
    {
        public void Configure(EntityTypeBuilder<Site> builder)
        {
            builder.ToTable("sites");
            builder.HasKey(site => site.Id);
        }
    }
}
