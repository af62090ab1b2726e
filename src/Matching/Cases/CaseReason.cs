using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cases;

/// <summary>What a reason is given for.</summary>
public enum ReasonAct
{
    /// <summary>A body closes a case.</summary>
    Closure,

    /// <summary>A body hands a case to another.</summary>
    Handover,

    /// <summary>A case passes on by itself: the body does not answer. The codes are the program's own.</summary>
    PassOn,

    /// <summary>A body declines a proposal.</summary>
    Proposal,
}

/// <summary>What follows from a reason.</summary>
public enum ReasonEffect
{
    /// <summary>The interest is matched again at once and goes on waiting.</summary>
    ReMatch,

    /// <summary>
    /// The pair with a group is remembered for some days as a no; then as with <see cref="ReMatch"/>.
    /// </summary>
    Remember,

    /// <summary>The interest is left alone until a day; then it is matched again, and its case is open.</summary>
    Park,

    /// <summary>The interest is left alone until its person writes again.</summary>
    End,

    /// <summary>Another body answers.</summary>
    PassOn,
}

/// <summary>
/// Why a case is closed, handed over or passed on, or a proposal declined, with what follows from it: data, so that a
/// reason needs no new program.
/// </summary>
public sealed class CaseReason
{
    public required string Code { get; init; }

    public required ReasonAct Act { get; init; }

    public required ReasonEffect Effect { get; init; }

    /// <summary>How long a no is remembered, or the usual time to be left alone; null for other effects.</summary>
    public required int? Days { get; init; }

    /// <summary>Whether it is only for a person who has a place.</summary>
    public required bool NeedsPlace { get; init; }

    public required string Nb { get; init; }

    public required string Nn { get; init; }

    public required string En { get; init; }

    /// <summary>What the person reads.</summary>
    public string Text(Language language) =>
        language.Tag switch
        {
            "en" => En,
            "nn" => Nn,
            _ => Nb,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<CaseReason>
    {
        public void Configure(EntityTypeBuilder<CaseReason> builder)
        {
            builder.ToTable("case_reasons");
            builder.HasKey(reason => reason.Code);
        }
    }
}
