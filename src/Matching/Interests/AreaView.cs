using System.Collections.Generic;

namespace Matching.Interests;

/// <summary>An area as it is shown.</summary>
/// <param name="Municipalities">Numbers of what it consists of.</param>
/// <param name="Adults">How many of 18 and over live there at least; null where none are known, as on Svalbard.</param>
public sealed record AreaView(string Name, IReadOnlyList<string> Municipalities, long? Adults)
{
    public static AreaView Of(Area area) => new(area.Name, area.Municipalities, area.Adults > 0 ? area.Adults : null);
}
