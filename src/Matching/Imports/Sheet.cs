using System;
using System.Collections.Generic;
using System.Linq;
using CsvHelper;

namespace Matching.Imports;

/// <summary>The rows of a file, by the columns that an import knows. What its header says is not guessed.</summary>
public sealed class Sheet
{
    private const int MostRows = 200_000;
    private static readonly char[] Separators = [';', ',', '\t'];

    private Sheet(string encoding, char separator, IReadOnlyList<SheetRow> rows) =>
        (Encoding, Separator, Rows) = (encoding, separator, rows);

    public string Encoding { get; }

    public char Separator { get; }

    public IReadOnlyList<SheetRow> Rows { get; }

    /// <exception cref="ImportRefusedException">Its header or its quotes do not allow to read it.</exception>
    public static Sheet Read(SheetText text, IReadOnlyList<Column> columns)
    {
        var malformed = new Dictionary<long, CsvMalformedReason>();
        var options = new CsvReaderOptions
        {
            Separator = HasHint(text.Text) ? null : SeparatorOf(text.Text, columns),
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = record => malformed[record.RecordNumber] = record.Reason,
        };
        using var csv = CsvReader.FromText(text.Text, options);
        var headers = csv.Headers.Select(SheetRow.Trimmed).ToArray();
        var known = Known(headers, columns);
        var written = known
            .Select((column, i) => (column, header: headers[i]))
            .Where(pair => pair.column is not null)
            .ToDictionary(pair => pair.column!, pair => pair.header);
        var rows = new List<SheetRow>();
        while (csv.Read())
        {
            if (rows.Count == MostRows)
            {
                throw new ImportRefusedException($"The file has more than {MostRows} rows: split it.");
            }

            var cells = Enumerable.Range(0, csv.FieldCount).Select(i => SheetRow.Trimmed(csv.GetString(i))).ToArray();
            if (cells.All(cell => cell.Length == 0))
            {
                continue;
            }

            var row = new SheetRow((int)csv.LineNumber, columns, written);
            rows.Add(row);
            if (malformed.TryGetValue(csv.RowNumber + 1, out var reason))
            {
                RefuseQuotes(
                    row,
                    reason,
                    csv.RawRecord.IndexOf((byte)'\n') is >= 0 and var at && at < csv.RawRecord.Length - 1
                );
            }

            foreach (var (i, cell) in cells.Index().Where(cell => cell.Item.Length > 0))
            {
                if (i < known.Length && known[i] is { } column)
                {
                    row.Fill(column, cell);
                }
                else
                {
                    row.Refuse(
                        null,
                        $"there is something in cell {i + 1}, which has no header: is a text with a separator without quotes?"
                    );
                }
            }
        }

        return new(text.Encoding, csv.Separator, rows);
    }

    // The header tells what separates it: the one by which the most of it is known.
    private static char SeparatorOf(string text, IReadOnlyList<Column> columns) =>
        Separators.MaxBy(separator =>
        {
            using var csv = CsvReader.FromText(text, new CsvReaderOptions { Separator = separator });
            return csv.Headers.Count(header => columns.Any(column => column.IsCalled(header)));
        });

    private static bool HasHint(string text) => text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);

    // Nothing of a file is passed over in silence: a header that is not known stops it.
    private static Column?[] Known(string[] headers, IReadOnlyList<Column> columns)
    {
        if (headers.All(header => header.Length == 0))
        {
            throw new ImportRefusedException(
                "The file is empty: its first line must name the columns (see --template)."
            );
        }

        var known = Array.ConvertAll(headers, header => columns.FirstOrDefault(column => column.IsCalled(header)));
        var there = $"There are: {string.Join(", ", columns.Select(column => column.Nb))}.";
        if (known.All(column => column is null))
        {
            // A row, as likely as not: who stands in it is not repeated.
            throw new ImportRefusedException(
                $"The first line must name the columns, and names none that is known (see --template). {there}"
            );
        }

        var names = columns.SelectMany(column => new[] { column.Nb, column.En }).ToArray();
        var wrong = headers
            .Where((header, i) => header.Length > 0 && known[i] is null)
            .Select(header =>
                Folded.Nearest(header, names) is { } nearest
                    ? $"there is no column \"{header}\"; did you mean \"{nearest}\"?"
                    : $"there is no column \"{header}\"."
            )
            .Concat(
                columns
                    .Where(column => known.Count(other => other == column) > 1)
                    .Select(column => $"the column \"{column.Nb}\" ({column.En}) stands twice.")
            )
            .Concat(
                columns
                    .Where(column => column.IsNeeded && !known.Contains(column))
                    .Select(column => $"the column \"{column.Nb}\" ({column.En}) is missing.")
            )
            .ToArray();
        return wrong.Length == 0
            ? known
            : throw new ImportRefusedException(
                $"The first line, which names the columns, cannot be used: {string.Join(" ", wrong)} {there}"
            );
    }

    // Where a quote runs over lines, rows may be hidden in it, which nothing could count.
    private static void RefuseQuotes(SheetRow row, CsvMalformedReason reason, bool runsOver)
    {
        if (
            reason == CsvMalformedReason.UnterminatedQuote
            || (reason == CsvMalformedReason.TextAfterClosingQuote && runsOver)
        )
        {
            throw new ImportRefusedException(
                $"A quote that is opened in the row of line {row.Line} is not closed there: what follows cannot be told apart."
            );
        }

        if (reason == CsvMalformedReason.TextAfterClosingQuote)
        {
            row.Refuse(null, "there is text after a closing quote: a quote within a text is written twice");
        }
    }
}
