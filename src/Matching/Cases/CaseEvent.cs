using System;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cases;

/// <summary>
/// One line of a case's history. Its order is its position: the anonymous side knows days, not times.
/// </summary>
public sealed class CaseEvent
{
    /// <summary>The sealed field, as <see cref="Sealing.RecordKey"/> names it; the key is the interest's.</summary>
    public const string NoteField = "case_history.note";

    /// <summary>
    /// Acts: another body answers, because one said so, because it stopped, or because the wish changed.
    /// </summary>
    public const string HandedOver = "handed-over",
        PassedOn = "passed-on",
        Rerouted = "rerouted";

    /// <summary>
    /// Acts: its body was reminded, it waits for an answer again, its time of being left alone is over.
    /// </summary>
    public const string Reminded = "reminded",
        Reopened = "reopened",
        Unparked = "unparked";

    public required Guid CaseId { get; init; }

    public required int Position { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>What happened: <c>opened</c>, <c>acknowledged</c>, <c>offered</c> and so on.</summary>
    public required string Act { get; init; }

    /// <summary>The body that did it.</summary>
    public required Guid Body { get; init; }

    /// <summary>Code of a reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What the body wrote about it for those of the staff who read the case, sealed.</summary>
    public byte[]? Note { get; init; }

    /// <summary>Whether the body did it by a link in a mail, without a key.</summary>
    public bool ByLink { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CaseEvent>
    {
        public void Configure(EntityTypeBuilder<CaseEvent> builder)
        {
            builder.ToTable("case_history");
            builder.HasKey(line => new { line.CaseId, line.Position });
            builder.HasOne<Case>().WithMany().HasForeignKey(line => line.CaseId);
        }
    }
}
