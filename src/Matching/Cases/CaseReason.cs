using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Cases;

/// <summary>Why a case is closed or handed over, with what follows from it: data, so that a reason needs no new program.</summary>
public sealed class CaseReason
{
    public required string Code { get; init; }

    /// <summary><c>closure</c> or <c>handover</c>.</summary>
    public required string Act { get; init; }

    /// <summary><c>end</c>, <c>wait</c> or <c>pass-on</c>.</summary>
    public required string Effect { get; init; }

    public required string Nb { get; init; }

    public required string Nn { get; init; }

    public required string En { get; init; }

    /// <summary>What the person reads.</summary>
    public string Text(Language language) => language.Tag switch { "en" => En, "nn" => Nn, _ => Nb };

    internal sealed class Mapping : IEntityTypeConfiguration<CaseReason>
    {
        public void Configure(EntityTypeBuilder<CaseReason> builder)
        {
            builder.ToTable("case_reasons");
            builder.HasKey(reason => reason.Code);
        }
    }
}
