using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cases;

/// <summary>
/// Why a case is closed or handed over, or a proposal declined, with what follows from it: data, so that a reason needs no new program.
/// </summary>
public sealed class CaseReason
{
    /// <summary>An effect: only for a person who has a place.</summary>
    public const string Placed = "placed";

    /// <summary>An effect: the interest is left alone until its person writes again.</summary>
    public const string End = "end";

    public required string Code { get; init; }

    /// <summary><c>closure</c>, <c>handover</c> or <c>proposal</c>.</summary>
    public required string Act { get; init; }

    /// <summary>
    /// <c>placed</c>: only for a person who has a place; <c>end</c>: the interest is left alone until she writes again;
    /// <c>wait</c>: it goes on waiting; <c>pass-on</c>: another body answers.
    /// </summary>
    public required string Effect { get; init; }

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
