using System;

namespace Matching.Places;

/// <summary>
/// A point of the plane that maps of Norway are drawn in, EPSG:25833 (ETRS89 / UTM zone 33N), in metres. By Krüger's
/// series to the fourth order: no millimetre from where PostGIS has it, wherever <see cref="Coordinates"/> are.
/// </summary>
public readonly record struct InPlane(double Easting, double Northing)
{
    // GRS80.
    private const double Axis = 6378137;
    private const double Flattening = 1 / 298.257222101;

    private const double Meridian = 15;
    private const double Scale = 0.9996;
    private const double FalseEasting = 500_000;

    private const double N = Flattening / (2 - Flattening);
    private const double Radius = Scale * Axis / (1 + N) * (1 + N * N / 4 + N * N * N * N / 64);

    private static readonly double Eccentricity = 2 * Math.Sqrt(N) / (1 + N);

    private static readonly double[] Alpha =
    [
        N / 2 - 2 * Math.Pow(N, 2) / 3 + 5 * Math.Pow(N, 3) / 16 + 41 * Math.Pow(N, 4) / 180,
        13 * Math.Pow(N, 2) / 48 - 3 * Math.Pow(N, 3) / 5 + 557 * Math.Pow(N, 4) / 1440,
        61 * Math.Pow(N, 3) / 240 - 103 * Math.Pow(N, 4) / 140,
        49561 * Math.Pow(N, 4) / 161280,
    ];

    /// <summary>Where a point on earth lies in the plane.</summary>
    public static InPlane Of(Coordinates point)
    {
        var latitude = double.DegreesToRadians(point.Latitude);
        var longitude = double.DegreesToRadians(point.Longitude - Meridian);
        var sin = Math.Sin(latitude);
        var t = Math.Sinh(Math.Atanh(sin) - Eccentricity * Math.Atanh(Eccentricity * sin));
        var north = Math.Atan2(t, Math.Cos(longitude));
        var east = Math.Atanh(Math.Sin(longitude) / Math.Sqrt(1 + t * t));
        var (northing, easting) = (north, east);
        for (var j = 1; j <= Alpha.Length; j++)
        {
            northing += Alpha[j - 1] * Math.Sin(2 * j * north) * Math.Cosh(2 * j * east);
            easting += Alpha[j - 1] * Math.Cos(2 * j * north) * Math.Sinh(2 * j * east);
        }

        return new(FalseEasting + Radius * easting, Radius * northing);
    }

    /// <summary>Metres in the plane to another point.</summary>
    public double To(InPlane other) => double.Hypot(other.Easting - Easting, other.Northing - Northing);
}
