using System.Collections.Generic;
using System.Text.Json;
using Matching.Database;

namespace Matching.Places;

/// <summary>What partitions are made by, as <c>db/seed/areas.json</c> says it.</summary>
/// <param name="Needs">The adults that every area of a partition has at least, the least first: one partition each. The
/// steps are small, and of those needs that the classes of prevalence make (twenty of a tenth, a hundredth, two of a
/// thousand) none falls far between two.</param>
/// <param name="Regions">Counties that go together before they go with others: those of one district office, so that it
/// still answers.</param>
/// <param name="KeptWith">Who is kept where: what lies in no county, and has too few adults to be an area, with the
/// municipality where the office is that answers for it.</param>
internal sealed record PartitionRules(
    IReadOnlyList<long> Needs,
    IReadOnlyList<IReadOnlyList<string>> Regions,
    IReadOnlyDictionary<string, string> KeptWith
)
{
    /// <summary>Where they are written.</summary>
    public const string File = "seed/areas.json";

    /// <summary>Those of this version.</summary>
    public static PartitionRules Current { get; } =
        JsonSerializer.Deserialize<PartitionRules>(Scripts.Read(File), JsonSerializerOptions.Web)!;
}
