using System.IO;
using System.Linq;
using System.Text;
using CsvHelper;
using Matching.Web;
using Xunit;

namespace Matching.Tests.Web;

/// <summary>What stands in a file that a spreadsheet opens runs nothing there.</summary>
public sealed class CsvCellsTests
{
    /// <summary>How a cell begins that a spreadsheet may run.</summary>
    public static readonly string[] Prefixes =
    [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "＝",
        "|",
        "  =",
        "\"=",
        "\u200B\u00A0＋",
    ];

    public static TheoryData<string> All => [.. Prefixes];

    [Theory]
    [MemberData(nameof(All))]
    public void A_formula_is_written_as_text_and_stays_one_cell(string prefix)
    {
        var cell = $"{prefix}cmd|' /C calc'!A0;\"=1+1\"\n=2";
        using var file = new MemoryStream();
        using (var csv = CsvCells.Into(file))
        {
            csv.WriteRow(["name", cell]);
        }

        Assert.Equal([0xEF, 0xBB, 0xBF], file.ToArray()[..3]);
        using var read = CsvReader.FromText(
            Encoding.UTF8.GetString(file.ToArray()[3..]),
            new CsvReaderOptions { Separator = ';', HasHeader = false }
        );
        Assert.True(read.Read());
        Assert.Equal(["name", "'" + cell], Enumerable.Range(0, read.FieldCount).Select(i => read.GetString(i)));
        Assert.False(read.Read());
    }

    [Fact]
    public void There_are_twelve_of_them() => Assert.Equal(12, Prefixes.Distinct().Count());

    [Theory]
    [InlineData("Tirsdagsgruppa")]
    [InlineData("«Ny start»")]
    [InlineData("A-gruppa = bra")]
    [InlineData("2026-11-22")]
    [InlineData("-")]
    [InlineData("")]
    public void What_is_no_formula_stays_as_it_is(string cell) => Assert.Equal(cell, CsvCells.AsText(cell));
}
