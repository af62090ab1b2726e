using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using Xunit;

namespace Matching.Tests.Support;

/// <summary>The path data of an SVG, read back.</summary>
internal static partial class SvgPath
{
    /// <summary>
    /// Its lines, a closed one with its first point at its end. Nothing but M, l and z with whole numbers is allowed.
    /// </summary>
    public static IReadOnlyList<Coordinate[]> Lines(string path)
    {
        Assert.Matches(Whole(), path);
        return
        [
            .. path.Split('M', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Line),
        ];
    }

    /// <summary>What it fills.</summary>
    public static double Area(string path) =>
        Math.Abs(
            Lines(path)
                .Sum(line => line.Zip(line.Skip(1)).Sum(e => e.First.X * e.Second.Y - e.Second.X * e.First.Y) / 2)
        );

    /// <summary>How long it is.</summary>
    public static double Length(string path) =>
        Lines(path).Sum(line => line.Zip(line.Skip(1)).Sum(edge => edge.First.Distance(edge.Second)));

    /// <summary>Whether a point is inside, by the rule of even and odd.</summary>
    public static bool Holds(string path, double x, double y) =>
        Lines(path)
            .SelectMany(line => line.Zip(line.Skip(1)))
            .Count(e =>
                e.First.Y > y != e.Second.Y > y
                && x < e.First.X + (y - e.First.Y) / (e.Second.Y - e.First.Y) * (e.Second.X - e.First.X)
            ) % 2
        == 1;

    private static Coordinate[] Line(string text)
    {
        var closed = text.EndsWith('z');
        var numbers = text.TrimEnd('z')
            .Split([' ', 'l'], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => (double)int.Parse(number, CultureInfo.InvariantCulture))
            .Chunk(2)
            .ToList();
        var points = new List<Coordinate> { new(numbers[0][0], numbers[0][1]) };
        foreach (var step in numbers.Skip(1))
        {
            points.Add(new(points[^1].X + step[0], points[^1].Y + step[1]));
        }

        return closed ? [.. points, points[0].Copy()] : [.. points];
    }

    [GeneratedRegex(
        @"^(M -?\d+ -?\d+ l( -?\d+ -?\d+)+( z)? ?)*$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Whole();
}
