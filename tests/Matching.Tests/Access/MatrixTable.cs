using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Matching.Tests.Fences;

namespace Matching.Tests.Access;

/// <summary>What one caller gets of one endpoint.</summary>
/// <param name="Caller">The name of the column, without its mark.</param>
/// <param name="Whose">Whose it is that she asks for.</param>
/// <param name="Expected">As it stands in the table.</param>
internal sealed record MatrixCell(string Caller, Whose Whose, string Expected)
{
    /// <summary>Says that there is nothing to ask for.</summary>
    public const string None = "-";

    public override string ToString() => Whose == Whose.Own ? Caller : Caller + "'";
}

/// <summary>A line of the table: an endpoint, or one way to call it.</summary>
/// <param name="Way">What is said after a slash; empty: as it is usually called.</param>
internal sealed record MatrixRow(string Endpoint, string Way, IReadOnlyList<MatrixCell> Cells)
{
    public string Name => Way.Length == 0 ? Endpoint : $"{Endpoint}/{Way}";
}

/// <summary>The committed table of who may call what: <c>matrix.txt</c> beside this.</summary>
internal static class MatrixTable
{
    private static readonly string File = Path.Combine(Committed.Root(), "tests/Matching.Tests/Access/matrix.txt");

    public static IReadOnlyList<MatrixRow> Read()
    {
        var lines = System
            .IO.File.ReadLines(File)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        var callers = lines[0][1..];
        return [.. lines.Skip(1).Where(line => line.Length > 1).Select(line => Row(callers, line))];
    }

    private static MatrixRow Row(string[] callers, string[] line) =>
        line.Length - 1 != callers.Length
            ? throw new InvalidDataException($"{line[0]} has {line.Length - 1} cells, and there are {callers.Length}")
            : new(
                line[0][0] == '/' ? line[0] : line[0].Split('/')[0],
                line[0][0] != '/' && line[0].Split('/') is [_, var way] ? way : "",
                [
                    .. callers.Zip(
                        line[1..],
                        (caller, cell) =>
                            new MatrixCell(caller.TrimEnd('\''), caller[^1] == '\'' ? Whose.Anothers : Whose.Own, cell)
                    ),
                ]
            );
}
