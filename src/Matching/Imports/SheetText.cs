using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Imports;

/// <summary>The text of a file, in whichever of the encodings it was saved that spreadsheets write.</summary>
/// <param name="Encoding">Which one that was, for the report.</param>
public sealed record SheetText(string Text, string Encoding)
{
    private const int LargestMegabytes = 200;
    private static readonly byte[] Zip = [0x50, 0x4B, 0x03, 0x04],
        OldExcel = [0xD0, 0xCF, 0x11, 0xE0];

    /// <exception cref="ImportRefusedException">There is no such file, or it is no text.</exception>
    public static async Task<SheetText> ReadAsync(string file, CancellationToken ct)
    {
        // Of no file and of a folder it is told below what they are.
        return File.Exists(file) && new FileInfo(file).Length > LargestMegabytes << 20
            ? throw new ImportRefusedException($"{file} is larger than {LargestMegabytes} MB: split it.")
            : Decode(await ImportFile.ReadAsync(file, ct));
    }

    /// <summary>
    /// By its byte order mark; else UTF-8 where it is that throughout; else Windows-1252, which a Norwegian Excel's
    /// plain «CSV» writes.
    /// </summary>
    public static SheetText Decode(byte[] bytes)
    {
        var sheet =
            bytes.AsSpan().StartsWith(Zip) || bytes.AsSpan().StartsWith(OldExcel)
                ? throw new ImportRefusedException(
                    "This is a workbook or an archive, not CSV: in Excel choose Save As (Lagre som) and «CSV UTF-8»."
                )
            : bytes is [0xEF, 0xBB, 0xBF, ..] ? new SheetText(Strict(bytes[3..]) ?? throw NotText(), "UTF-8 with BOM")
            : bytes is [0xFF, 0xFE, ..]
                ? new SheetText(System.Text.Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2), "UTF-16")
            : bytes is [0xFE, 0xFF, ..]
                ? new SheetText(System.Text.Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2), "UTF-16")
            : Strict(bytes) is { } text ? new SheetText(text, "UTF-8")
            : new SheetText(
                CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes),
                "Windows-1252, since it is not UTF-8"
            );

        // Windows-1252 has no letters where these come out.
        return sheet.Text.Any(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f'))
            ? throw NotText()
            : sheet;
    }

    private static ImportRefusedException NotText() =>
        new("This is not a text file: save it as CSV, in UTF-8 or as Excel does by itself.");

    private static string? Strict(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
