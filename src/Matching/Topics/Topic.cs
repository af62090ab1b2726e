using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Topics;

/// <summary>
/// What the trouble is. Its names and what people type for it are in <c>topic_names</c> and <c>topic_terms</c>.
/// </summary>
public sealed class Topic
{
    /// <summary>The topic of groups across topics, which fit every interest.</summary>
    public const string Across = "across-topics";

    public required short Id { get; init; }

    public required string Slug { get; init; }

    /// <summary>The id of the wider topic.</summary>
    public short? Parent { get; init; }

    /// <summary>How many adults it touches, as a class of <c>prevalence_classes</c>.</summary>
    public required string PrevalenceClass { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Topic>
    {
        public void Configure(EntityTypeBuilder<Topic> builder)
        {
            builder.ToTable("topics");
            builder.HasKey(topic => topic.Id);
            builder.Property(topic => topic.Id).ValueGeneratedNever();
        }
    }
}
