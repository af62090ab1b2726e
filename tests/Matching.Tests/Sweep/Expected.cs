using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Matching.Tests.Fences;

namespace Matching.Tests.Sweep;

/// <summary>
/// What is expected where, and why: the lines of <c>expected.txt</c>. One that begins with a question mark may be met
/// or not; any other that is never met is a fault of the list.
/// </summary>
internal sealed record Expected(string Kind, string Place, string Why, bool MayBeMissed)
{
    /// <summary>The whole list, as it is committed.</summary>
    public static IReadOnlyList<Expected> All() =>
        [
            .. File.ReadLines(Path.Combine(Committed.Root(), "tests/Matching.Tests/Sweep/expected.txt"))
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => (Line: line.TrimStart('?'), MayBeMissed: line[0] == '?'))
                .Select(line => (Parts: line.Line.Split('|', StringSplitOptions.TrimEntries), line.MayBeMissed))
                .Select(line => new Expected(line.Parts[0], line.Parts[1], line.Parts[2], line.MayBeMissed)),
        ];

    public bool Covers(Hit hit) => (hit.Kind, hit.Place) == (Kind, Place);
}
