using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsvHelper;
using Matching.Imports;

namespace Matching.Places;

/// <summary>
/// How many live in each municipality: a CSV file in UTF-8 with a header, whose columns <c>kommunenummer</c>,
/// <c>kommune</c>, <c>offisielt_navn</c> and <c>folketall</c> are read and whose others are not.
/// </summary>
internal static class PopulationFile
{
    private const string Kind =
        "a list of municipalities with their population (columns kommunenummer, kommune, offisielt_navn, folketall)";

    private const int MostPeople = 10_000_000;

    private static readonly string[] Columns = ["kommunenummer", "kommune", "offisielt_navn", "folketall"];

    private static readonly CsvReaderOptions Layout = CsvReaderOptions.Default with { TrackLineNumbers = true };

    /// <param name="Name">The name to show.</param>
    /// <param name="Official">All official names, parted by « - ».</param>
    public sealed record Row(long Line, string Municipality, string Name, string Official, int Population);

    public static async Task<RegisterFile<Row>> ReadAsync(string path, CancellationToken ct)
    {
        using var csv = CsvReader.FromText(await RegisterText.ReadUtf8Async(path, ct), Layout);
        var rows = new List<Row>();
        var bad = new List<BadRow>();
        while (csv.Read())
        {
            if (rows.Count + bad.Count == 0 && Columns.Except(csv.Headers.ToArray()).Any())
            {
                throw new ImportRefusedException($"{path} is not {Kind}.");
            }

            var number = csv.GetString("kommunenummer");
            if (WhyNot(csv, number) is { } reason)
            {
                bad.Add(new BadRow("population", csv.LineNumber, reason));
                continue;
            }

            rows.Add(
                new Row(
                    csv.LineNumber,
                    number,
                    csv.GetString("kommune"),
                    csv.GetString("offisielt_navn"),
                    People(csv)!.Value
                )
            );
        }

        return new RegisterFile<Row>(rows, bad)
            .OnlyOnce(
                row => row.Municipality,
                row => new BadRow("population", row.Line, "the municipality stands twice")
            )
            .IfIts(path, Kind);
    }

    private static string? WhyNot(CsvReader csv, string number) =>
        csv.FieldCount != csv.Headers.ToArray().Length ? "not as many columns as the header has"
        : !RegisterText.IsNumber(number) ? "the municipality number is not of four digits"
        : !RegisterText.IsName(csv.GetString("kommune")) ? "the name is missing"
        : !RegisterText.IsName(csv.GetString("offisielt_navn")) ? "the official name is missing"
        : People(csv) is null ? "the population is not a number of people"
        : null;

    private static int? People(CsvReader csv) =>
        int.TryParse(csv.GetString("folketall"), NumberStyles.None, CultureInfo.InvariantCulture, out var people)
        && people is > 0 and < MostPeople
            ? people
            : null;
}
