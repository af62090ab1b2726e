using System;

namespace Matching.Places;

/// <summary>
/// The part of the plane that a map shows: four fifths as wide as high at every zoom, which suits the country.
/// </summary>
/// <param name="Left">Easting of its left edge, metres.</param>
/// <param name="Top">Northing of its upper edge, metres.</param>
/// <param name="Width">Metres.</param>
public sealed record MapBox(int Zoom, double Left, double Top, double Width)
{
    /// <summary>Shows Svalbard and Jan Mayen too; the next one the mainland, and each after that half as
    /// much.</summary>
    public const int Farthest = 0;

    /// <summary>Some forty kilometres.</summary>
    public const int Nearest = 6;

    private const int Mainland = 1;

    // What is seen around a place unless somebody says how far: as far as people are taken to travel unless they do.
    private const double UsualReach = 30_000;

    private const double Air = 1.05;

    private static readonly MapBox WholeCountry = new(Farthest, -680_000, 9_026_000, 2_112_000);
    private static readonly MapBox WholeMainland = new(Mainland, -120_000, 7_994_000, 1_280_000);

    /// <summary>Metres.</summary>
    public double Height => Width * 5 / 4;

    /// <summary>
    /// The box around a point: at this zoom, or else as near as shows all within reach. Without a point the mainland,
    /// or the country.
    /// </summary>
    /// <param name="reach">Metres.</param>
    /// <param name="zoom">Nearer than the mainland with a point only.</param>
    public static MapBox Around(InPlane? point, double? reach, int? zoom)
    {
        if (point is not { } at)
        {
            return zoom == Farthest ? WholeCountry : WholeMainland;
        }

        var asked = zoom ?? ZoomFor(reach ?? UsualReach);
        var width = WidthAt(asked);
        return asked == Farthest ? WholeCountry
            : asked == Mainland && WholeMainland.Holds(at) ? WholeMainland
            : new(asked, Math.Round(at.Easting - width / 2), Math.Round(at.Northing + width * 5 / 8), width);
    }

    /// <summary>Whether this zoom shows a part of the country, and so needs a point to show it around.</summary>
    public static bool NeedsPoint(int? zoom) => zoom > Mainland;

    /// <summary>Whether a point is in it.</summary>
    public bool Holds(InPlane point) =>
        point.Easting >= Left
        && point.Easting <= Left + Width
        && point.Northing <= Top
        && point.Northing >= Top - Height;

    /// <summary>Metres from its left and its upper edge, as SVG counts them.</summary>
    public (int X, int Y) Of(InPlane point) =>
        ((int)Math.Round(point.Easting - Left), (int)Math.Round(Top - point.Northing));

    private static double WidthAt(int zoom) =>
        zoom == Farthest ? WholeCountry.Width : WholeMainland.Width / (1 << (zoom - Mainland));

    private static int ZoomFor(double reach)
    {
        var zoom = Nearest;
        while (zoom > Farthest && WidthAt(zoom) < 2 * reach * Air)
        {
            zoom--;
        }

        return zoom;
    }
}
