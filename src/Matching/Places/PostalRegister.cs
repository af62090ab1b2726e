using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CsvHelper;

namespace Matching.Places;

/// <summary>
/// The postal code register as Posten publishes it: between tabs, without a header, in Windows-1252, the postal code,
/// its town, the number and name of its municipality, and its category.
/// </summary>
internal static class PostalRegister
{
    private const string Kind = "a postal code register (five columns between tabs, as postnummerregister-ansi.txt)";

    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
    {
        ["G"] = "street",
        ["P"] = "po-box",
        ["B"] = "street-and-po-box",
        ["S"] = "service",
        ["F"] = "several",
    };

    private static readonly string[] SmallWords = ["i", "på", "og", "ved"];

    private static readonly CsvReaderOptions Layout = CsvReaderOptions.Default with
    {
        Separator = '\t',
        HasHeader = false,
        Mode = CsvMode.NoEscape,
        TrackLineNumbers = true,
    };

    /// <param name="Name">The postal town, in the letter case of a name.</param>
    public sealed record Row(long Line, string Code, string Name, string Municipality, string Category);

    public static async Task<RegisterFile<Row>> ReadAsync(string path, CancellationToken ct)
    {
        using var csv = CsvReader.FromText(await RegisterText.ReadWindows1252Async(path, ct), Layout);
        var rows = new List<Row>();
        var bad = new List<BadRow>();
        while (csv.Read())
        {
            var code = csv.GetString(0);
            if (WhyNot(csv, code) is { } reason)
            {
                bad.Add(new BadRow("register", csv.LineNumber, reason));
                continue;
            }

            rows.Add(
                new Row(
                    csv.LineNumber,
                    code,
                    NameCase(csv.GetString(1)),
                    csv.GetString(2),
                    Categories[csv.GetString(4)]
                )
            );
        }

        return new RegisterFile<Row>(rows, bad)
            .OnlyOnce(row => row.Code, row => new BadRow("register", row.Line, "the postal code stands twice"))
            .IfIts(path, Kind);
    }

    private static string? WhyNot(CsvReader csv, string code) =>
        csv.FieldCount != 5 ? "not five columns between tabs"
        : !RegisterText.IsNumber(code) ? "the postal code is not of four digits"
        : !RegisterText.IsName(csv.GetString(1)) ? "the postal town is not a name"
        : !RegisterText.IsNumber(csv.GetString(2)) ? "the municipality number is not of four digits"
        : !Categories.ContainsKey(csv.GetString(4)) ? "the category is none of G, P, B, S and F"
        : null;

    // The register writes capitals.
    private static string NameCase(string capitals)
    {
        var name = new StringBuilder(capitals.Length);
        foreach (var (i, letter) in capitals.ToLowerInvariant().Index())
        {
            name.Append(i == 0 || !char.IsLetter(capitals[i - 1]) ? char.ToUpperInvariant(letter) : letter);
        }

        var words = name.ToString().Split(' ');
        for (var i = 1; i < words.Length - 1; i++)
        {
            if (SmallWords.Contains(words[i], StringComparer.OrdinalIgnoreCase))
            {
                words[i] = words[i].ToLowerInvariant();
            }
        }

        return string.Join(' ', words);
    }
}
