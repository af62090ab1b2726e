using System.Collections.Generic;
using System.IO;
using CsvHelper;
using Matching.Tests.Fences;

namespace Matching.Tests.Support;

/// <summary>What somebody types, and what must be suggested first.</summary>
/// <param name="Kind">Of what: <c>topic</c> or <c>place</c>.</param>
/// <param name="Expected">The code that comes first; <c>-</c> where nothing may be found, <c>!code</c> where only
/// this one may not come first.</param>
public sealed record Suggestion(string Kind, string Typed, string Expected)
{
    /// <summary>All that are committed, by hand: how people write, not what the search can do.</summary>
    public static IEnumerable<Suggestion> All()
    {
        foreach (var folder in new[] { "Topics", "Places" })
        {
            var file = Path.Combine(Committed.Root(), "tests/Matching.Tests", folder, "suggestions.csv");
            using var csv = CsvReader.FromText(File.ReadAllText(file), CsvReaderOptions.Default);
            while (csv.Read())
            {
                yield return new(csv.GetString("kind"), csv.GetString("typed"), csv.GetString("expected"));
            }
        }
    }

    /// <summary>Whether this answer is right.</summary>
    /// <param name="first">The code that came first; null where nothing was found.</param>
    public bool IsMet(string? first) =>
        Expected[0] switch
        {
            '-' => first is null,
            '!' => first != Expected[1..],
            _ => first == Expected,
        };
}
