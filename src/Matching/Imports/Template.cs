using System.IO;
using System.Linq;
using Matching.Web;

namespace Matching.Imports;

/// <summary>
/// An empty list to fill in: the headers and one made-up row, as a Norwegian Excel opens it (semicolons, UTF-8 with a
/// byte order mark).
/// </summary>
public static class Template
{
    public static void Write(Import import, bool english, Stream to)
    {
        using var csv = CsvCells.Into(to);
        csv.WriteRow(import.Columns.Select(column => column.Header(english)));
        csv.WriteRow(import.Columns.Select(column => english ? column.ExampleEn ?? column.Example : column.Example));
        csv.Flush();
    }
}
