using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CsvHelper;

namespace Matching.Web;

/// <summary>
/// Every CSV file that is written here, for people who open it in a spreadsheet: semicolons and UTF-8 with a byte order
/// mark, as a Norwegian Excel has it, and no cell of text that a spreadsheet would run as a formula. The library's own
/// guard knows ASCII alone, and looks neither past a blank nor past a quote.
/// </summary>
public static class CsvCells
{
    // What begins a formula, a link to another program (DDE) or a command; full-width forms count as the plain ones.
    private const string Begins = "=+-@|%＝＋－＠｜％";

    /// <summary>Where rows are written; numbers and days go in as they are, text by <see cref="WriteRow"/>.</summary>
    public static CsvWriter Into(Stream file) =>
        CsvWriter.Create(file, new CsvWriterOptions { Separator = ';', WriteByteOrderMark = true }, leaveOpen: true);

    /// <summary>Writes a row of texts.</summary>
    public static void WriteRow(this CsvWriter csv, IEnumerable<string> cells) =>
        csv.WriteRecord([.. cells.Select(AsText)]);

    /// <summary>
    /// The text with an apostrophe before it where it could be run; spreadsheets take that as «this is text». A hyphen
    /// alone is none.
    /// </summary>
    public static string AsText(string cell) => cell != "-" && MayRun(cell) ? "'" + cell : cell;

    private static bool MayRun(string cell) =>
        (cell.Length > 0 && cell[0] is '\t' or '\r' or '\n')
        || (cell.SkipWhile(IsSkipped).Cast<char?>().FirstOrDefault() is { } first && Begins.Contains(first));

    // What a spreadsheet, or whoever cleans a cell up, leaves out before it looks.
    private static bool IsSkipped(char c) =>
        char.IsWhiteSpace(c)
        || c is '"' or '\'' or '“' or '”' or '‘' or '’' or '«' or '»'
        || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;
}
