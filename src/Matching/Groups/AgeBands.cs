using System.Collections.Generic;

namespace Matching.Groups;

/// <summary>The ages that groups are for and that people say they have.</summary>
public static class AgeBands
{
    /// <summary>All of them, youngest first.</summary>
    public static readonly IReadOnlyCollection<string> All = ["18-25", "26-40", "41-60", "61+"];
}
