using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck.Fluent;
using Matching.Bodies;
using Matching.Groups;
using Matching.Imports;
using Matching.Starters;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Imports;

public sealed class SheetTests
{
    private static readonly Column Id = new("externalId", "Ekstern id", "External id", "") { IsNeeded = true };
    private static readonly Column Name = new("name", "Navn", "Name", "") { Also = ["Gruppenavn"] };
    private static readonly Column Where = new("where", "Møtested", "Venue", "") { MayBeEmptied = true };
    private static readonly Column Day = new("day", "Dag", "Day", "");
    private static readonly Column Size = new("size", "Størrelse", "Size", "");
    private static readonly Column Time = new("time", "Klokkeslett", "Time", "");
    private static readonly Column[] Columns = [Id, Name, Where, Day, Size, Time];

    public static TheoryData<string, byte[]> Files()
    {
        var text = "Ekstern id;Navn;Møtested\r\na;Blå gruppe;Ærfuglstølen\r\n";
        var nordic = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return new()
        {
            { "UTF-8", Encoding.UTF8.GetBytes(text) },
            { "UTF-8 with BOM", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)] },
            { "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text.Replace(';', '\t'))] },
            { "UTF-16", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text.Replace(';', ','))] },
            { "Windows-1252, since it is not UTF-8", nordic.GetBytes(text) },
        };
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_read_in_whichever_encoding_a_spreadsheet_wrote_it(string encoding, byte[] file)
    {
        var sheet = Sheet.Read(SheetText.Decode(file), Columns);

        Assert.Equal(encoding, sheet.Encoding);
        Assert.Equal("Blå gruppe", sheet.Rows[0].Text(Name));
        Assert.Equal("Ærfuglstølen", sheet.Rows[0].Text(Where));
    }

    [Theory]
    [InlineData("id,navn,moetested\na,b,c")]
    [InlineData("EXTERNALID;NAME;VENUE\na;b;c")]
    [InlineData("sep=;\r\nEkstern_id;gruppenavn; møtested \r\na;b;c\r\n")]
    [InlineData("sep=,\nexternal-id,Navn,MOTESTED,,\na,b,c,,\n,,,,\n\n")]
    [InlineData("Møtested\tNavn\tEkstern id\r\nc\t\"b\"\ta")]
    public void Headers_come_in_any_order_language_and_spelling(string text)
    {
        var columns = Columns
            .Select(column =>
                column == Id
                    ? new Column("externalId", "Ekstern id", "External id", "") { Also = ["id"], IsNeeded = true }
                    : column
            )
            .ToArray();
        var row = Assert.Single(Read(text, columns).Rows);

        Assert.Equal(("a", "b", "c"), (row.Text(columns[0]), row.Text(Name), row.Text(Where)));
        Assert.Empty(row.Refusals);
    }

    [Theory]
    [InlineData("Ekstern id;Nvn\na;b", "there is no column \"Nvn\"; did you mean \"Navn\"?")]
    [InlineData("Ekstern id;Farge\na;b", "there is no column \"Farge\".")]
    [InlineData("Navn\na", "the column \"Ekstern id\" (External id) is missing.")]
    [InlineData("Ekstern id;Navn;Name\na;b;c", "the column \"Navn\" (Name) stands twice.")]
    [InlineData("", "The file is empty")]
    [InlineData("PK\u0003\u0004…", "This is a workbook or an archive, not CSV")]
    [InlineData("Ekstern id;Navn\na;\u0001", "This is not a text file")]
    [InlineData("Ekstern id;Navn\na;\"b\nc;d\n", "A quote that is opened in the row of line 2 is not closed there")]
    [InlineData("Ekstern id;Navn\na;\"b\nc;\"d\"\n", "A quote that is opened in the row of line 2 is not closed there")]
    public void A_file_that_cannot_be_told_apart_is_refused_whole(string text, string reason)
    {
        var refused = Assert.Throws<ImportRefusedException>(() => Read(text, Columns));

        Assert.Contains(reason, refused.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_header_is_missing_nobody_of_the_first_row_is_named()
    {
        var refused = Assert.Throws<ImportRefusedException>(() => Read("1;Kari Nordmann\n2;Ola Nordmann\n", Columns));

        Assert.StartsWith("The first line must name the columns", refused.Message, System.StringComparison.Ordinal);
        Assert.DoesNotContain("Nordmann", refused.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_named_by_the_line_on_which_it_begins()
    {
        var rows = Read("sep=;\nEkstern id;Navn\n\na;\"to\nlinjer\"\n\n;;\nb;c\nd;e;f\n", Columns).Rows;

        Assert.Equal([4, 8, 9], rows.Select(row => row.Line));
        Assert.StartsWith(
            "line 9: there is something in cell 3",
            rows[2].Refusals.Single().ToString(),
            System.StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("21.11.2026", "18.00", "59,74")]
    [InlineData("1.9.2026", "kl. 18", "-1")]
    [InlineData("2026-11-21", "18:00:00", "59.74")]
    public void Days_times_and_numbers_are_read_as_Norwegian_and_English_write_them(
        string day,
        string time,
        string size
    )
    {
        var row = Row(day, time, size);

        Assert.Equal(2026, row.Day(Day)?.Year);
        Assert.Equal(new(18, 0), row.Time(Time));
        Assert.NotNull(row.Number(Size));
        Assert.Empty(row.Refusals);
    }

    [Theory]
    [InlineData("21/11/2026", "0,75", "4,7E+10")]
    [InlineData("31.02.2026", "25.00", "#REF!")]
    [InlineData("46347", "halv sju", "-")]
    public void What_a_spreadsheet_spoiled_is_told_and_not_repeated(string day, string time, string size)
    {
        var row = Row(day, time, size);
        _ = (row.Day(Day), row.Time(Time), row.Number(Size));

        Assert.Equal(
            ["Dag", "Klokkeslett", "Størrelse"],
            row.Refusals.Select(refusal => refusal.Column).Distinct().Order()
        );
        Assert.DoesNotContain(
            row.Refusals,
            refusal =>
                refusal.Reason.Contains(day, System.StringComparison.Ordinal)
                || refusal.Reason.Contains(time, System.StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_file_reads_the_same_in_whichever_order_its_columns_come()
    {
        var cases =
            from order in Gen.Shuffle<Column>(Columns)
            from separator in Gen.Elements(';', ',', '\t')
            from text in Gen.Elements("a;b", "a,b", "a\tb", "a \"b\"", "to\nlinjer", "æøå", "a|b", " ")
            select (order, separator, text);
        Always.Holds(
            cases,
            example =>
            {
                var (order, separator, text) = example;
                var header = string.Join(separator, order.Select(column => column.Nb));
                var cells = order.Select(column =>
                    $"\"{Cell(column, text).Replace("\"", "\"\"", System.StringComparison.Ordinal)}\""
                );
                var row = Read($"{header}\r\n{string.Join(separator, cells)}\r\n", Columns).Rows.Single();

                Assert.All(Columns, column => Assert.Equal(Cell(column, text).Trim(), row.Text(column) ?? ""));
            }
        );

        static string Cell(Column column, string text) => column == Id ? "x" : text;
    }

    [Fact]
    public void No_header_means_two_columns()
    {
        foreach (
            var columns in new IReadOnlyList<Column>[]
            {
                ImportGroups.Import.Columns,
                ImportBodies.Import.Columns,
                ImportStarters.Import.Columns,
            }
        )
        {
            var headers = columns.SelectMany(column =>
                column.Also.Append(column.Nb).Append(column.En).Append(column.Field)
            );

            Assert.All(headers, header => Assert.Single(columns, column => column.IsCalled(header)));
        }
    }

    private static Sheet Read(string text, IReadOnlyList<Column> columns) =>
        Sheet.Read(SheetText.Decode(Encoding.UTF8.GetBytes(text)), columns);

    private static SheetRow Row(string day, string time, string size) =>
        Read($"Ekstern id;Dag;Klokkeslett;Størrelse\nx;{day};{time};{size}", Columns).Rows.Single();
}
