using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Starters;

/// <summary>Why a starter does not take a group: data, so that a reason needs no new program.</summary>
public sealed class StarterReason
{
    public required string Code { get; init; }

    public required string Nb { get; init; }

    public required string Nn { get; init; }

    public required string En { get; init; }

    /// <summary>The code with what people read.</summary>
    public Said In(Language language) =>
        new(
            Code,
            language.Tag switch
            {
                "en" => En,
                "nn" => Nn,
                _ => Nb,
            }
        );

    /// <summary>The reason of this code.</summary>
    internal static async Task<Outcome<StarterReason>> FindAsync(MatchingDb db, string code, CancellationToken ct)
    {
        var reasons = await db.StarterReasons.AsNoTracking().OrderBy(reason => reason.Code).ToListAsync(ct);
        return reasons.SingleOrDefault(reason => reason.Code == code) is { } found
            ? found
            : Problems.ReasonUnknown.At(
                "reason",
                "not one of these",
                ("reasons", reasons.Select(reason => reason.Code))
            );
    }

    internal sealed class Mapping : IEntityTypeConfiguration<StarterReason>
    {
        public void Configure(EntityTypeBuilder<StarterReason> builder)
        {
            builder.ToTable("starter_reasons");
            builder.HasKey(reason => reason.Code);
        }
    }
}
