using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Matching.Places;

/// <summary>What an import found and changed.</summary>
/// <param name="Bad">Rows that cannot be used.</param>
/// <param name="Counts">How many places of a kind were new, changed, confirmed, back, historical or unchanged.</param>
/// <param name="Examples">A few of what changed.</param>
/// <param name="Followed">How many groups got another public point, because their municipality did.</param>
/// <param name="Done">Whether it was written: neither refused nor a dry run.</param>
public sealed record PlacesReport(
    IReadOnlyList<BadRow> Bad,
    IReadOnlyList<(string Kind, string Change, long Count)> Counts,
    IReadOnlyList<string> Examples,
    int Followed,
    bool Done
)
{
    // The population ends nothing in any case.
    private static bool CanEnd(string option) => option is "register" or "boundaries";

    private static readonly string[] Changes = ["new", "changed", "confirmed", "back", "historical", "unchanged"];

    /// <summary>Bad rows, and nothing was done.</summary>
    public static PlacesReport Refused(IReadOnlyList<BadRow> bad) => new(bad, [], [], 0, Done: false);

    /// <summary>Whether it stopped at bad rows.</summary>
    public bool IsRefused => Counts.Count == 0;

    /// <summary>Whether anything differed from what was known.</summary>
    public bool HasChanges => Counts.Any(row => row.Change != "unchanged");

    /// <summary>Writes it for people.</summary>
    public void Write(TextWriter output, TextWriter errors)
    {
        foreach (var row in Bad)
        {
            errors.WriteLine(row);
        }

        if (IsRefused)
        {
            errors.WriteLine($"Nothing was changed: {Bad.Count} bad rows. --skip-bad leaves them out.");
            return;
        }

        output.WriteLine($"{"", -14}{string.Concat(Changes.Select(change => $"{change, 12}"))}");
        foreach (var kind in Counts.GroupBy(row => row.Kind, StringComparer.Ordinal))
        {
            var counts = kind.ToDictionary(row => row.Change, row => row.Count, StringComparer.Ordinal);
            output.WriteLine(
                $"{kind.Key, -14}{string.Concat(Changes.Select(change => $"{counts.GetValueOrDefault(change), 12}"))}"
            );
        }

        foreach (var example in Examples)
        {
            output.WriteLine($"  {example}");
        }

        if (Followed > 0)
        {
            output.WriteLine($"{Followed} groups follow the point of their municipality.");
        }

        if (Bad.Count > 0)
        {
            output.WriteLine($"{Bad.Count} bad rows were left out.");
        }

        foreach (var file in Bad.Select(row => row.Option).Where(CanEnd).Distinct(StringComparer.Ordinal))
        {
            output.WriteLine(
                $"Nothing became historical by the {file}: without the rows that were left out it is not whole."
            );
        }

        output.WriteLine(
            !HasChanges ? "Nothing changed."
            : Done ? "Imported."
            : "A dry run: nothing was changed."
        );
    }
}
