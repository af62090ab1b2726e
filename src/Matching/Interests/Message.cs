using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Interests;

/// <summary>Who wrote a message.</summary>
public enum Sender
{
    Person,
    Body,
}

/// <summary>
/// One message between the person and the body that answers; its text is sealed under the interest's key.
/// </summary>
public sealed class Message
{
    /// <summary>The sealed field, as <see cref="Sealing.RecordKey"/> names it.</summary>
    public const string Field = "messages.text";

    public required Guid Id { get; init; }

    public required Guid Interest { get; init; }

    /// <summary>Its place in the conversation, from 1.</summary>
    public required int Position { get; init; }

    public required Sender Sender { get; init; }

    /// <summary>The body that wrote it.</summary>
    public Guid? Body { get; init; }

    public required DateOnly Day { get; init; }

    public required byte[] Text { get; init; }

    /// <summary>Whether the other side has read it.</summary>
    public bool IsRead { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> builder)
        {
            builder.ToTable("messages");
            builder.HasKey(message => message.Id);
            builder.HasOne<Interest>().WithMany().HasForeignKey(message => message.Interest);
        }
    }
}
