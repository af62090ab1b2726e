using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Matching.Imports;

namespace Matching.Places;

/// <summary>What an official file says, row by row, and which of its rows cannot be used.</summary>
/// <param name="Rows">Each with the line it begins on.</param>
/// <param name="Bad">Where a row is wrong, and why.</param>
internal sealed record RegisterFile<TRow>(IReadOnlyList<TRow> Rows, IReadOnlyList<BadRow> Bad)
{
    /// <summary>No file was given.</summary>
    public static RegisterFile<TRow> None { get; } = new([], []);

    /// <summary>The same without the rows whose number stands twice: nobody can tell which of them is right.</summary>
    public RegisterFile<TRow> OnlyOnce(Func<TRow, string> number, Func<TRow, BadRow> repeated)
    {
        var same = Rows.ToLookup(number, StringComparer.Ordinal);
        return new(
            [.. same.Where(rows => rows.Count() == 1).Select(rows => rows.First())],
            [.. Bad, .. same.Where(rows => rows.Count() > 1).SelectMany(rows => rows).Select(repeated)]
        );
    }

    /// <summary>The same, refused as a whole where most of it is of another form: the wrong file.</summary>
    /// <exception cref="ImportRefusedException">Nothing in it, or most of its rows are bad.</exception>
    public RegisterFile<TRow> IfIts(string path, string kind)
    {
        var all = Rows.Count + Bad.Count;
        return all == 0 ? throw new ImportRefusedException($"{path} is empty: it is not {kind}.")
            : Bad.Count > Rows.Count
                ? throw new ImportRefusedException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path} is not {kind}: {Bad.Count} of its {all} rows cannot be read, the first on {Bad[0].Where} ({Bad[0].Reason})."
                    )
                )
            : this;
    }
}

/// <summary>A row that cannot be used, or rows that are missing.</summary>
/// <param name="Option">The option that named the file: register, boundaries or population.</param>
/// <param name="Line">Null for what is missing.</param>
/// <param name="Feature">Which of the features it is, where a file may be written in one line.</param>
public sealed record BadRow(string Option, long? Line, string Reason, string? Feature = null)
{
    /// <summary>Where in the file it stands; empty for what is missing.</summary>
    public string Where =>
        string.Create(CultureInfo.InvariantCulture, $"{(Line is null ? "" : "line ")}{Line}")
        + (Feature is null ? "" : ", " + Feature);

    /// <summary>As it is told.</summary>
    public override string ToString() => $"{Option}{(Where.Length > 0 ? ", " : "")}{Where}: {Reason}";
}

/// <summary>The text of official files, and what in it can be a number or a name.</summary>
internal static class RegisterText
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The text of a file that must be Windows-1252, as the postal code register is published.</summary>
    public static async Task<string> ReadWindows1252Async(string path, CancellationToken ct)
    {
        var bytes = await ImportFile.ReadAsync(path, ct);
        return bytes.Contains((byte)0) ? throw new ImportRefusedException($"{path} is not a text in Windows-1252.")
            : bytes.Any(b => b >= 0x80) && IsUtf8(bytes)
                ? throw new ImportRefusedException(
                    $"{path} is in UTF-8: give the register as it is published, in Windows-1252 (the file named ansi)."
                )
            : Windows1252.GetString(bytes);
    }

    /// <summary>The text of a file that must be UTF-8, with or without its mark.</summary>
    public static async Task<string> ReadUtf8Async(string path, CancellationToken ct)
    {
        var bytes = await ImportFile.ReadAsync(path, ct);
        return IsUtf8(bytes)
            ? Strict.GetString(bytes).TrimStart('\uFEFF')
            : throw new ImportRefusedException($"{path} is not in UTF-8.");
    }

    /// <summary>Whether a text is a number of four digits, as postal codes and municipalities have.</summary>
    public static bool IsNumber(string text) => text.Length == 4 && text.All(char.IsAsciiDigit);

    /// <summary>Whether a text can be a name: a line of some letters.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && text.Any(char.IsLetter) && !text.Any(char.IsControl);

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            _ = Strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
