using System.Collections.Generic;
using System.Text.Json.Serialization;
using Matching.Web;

namespace Matching.Places;

/// <summary>An area as it is shown.</summary>
/// <param name="Municipalities">Numbers of what it consists of.</param>
/// <param name="Adults">How many of 18 and over live there at least; null where none are known.</param>
public sealed record AreaView(string Name, IReadOnlyList<string> Municipalities, long? Adults)
{
    /// <summary>
    /// What of the form is not kept, since even the whole country would not hide whoever says it with the rest. It is
    /// told once and not kept either; absent later.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Said>? LeftOut { get; init; }

    /// <summary>What is shown of an area; no number of adults where none is known.</summary>
    public static AreaView Of(Area area, Language language) =>
        new(area.Name(language), area.Municipalities, area.Adults > 0 ? area.Adults : null);
}
