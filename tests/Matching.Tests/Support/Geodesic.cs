using System;

namespace Matching.Tests.Support;

/// <summary>
/// The distance on the WGS84 ellipsoid by Vincenty's formulae, written anew so that PostGIS is held against something
/// that is not PostGIS. Converges everywhere but near the antipodes, which Norway has none of.
/// </summary>
public static class Geodesic
{
    private const double EquatorMetres = 6378137,
        Flattening = 1 / 298.257223563;
    private const double PoleMetres = EquatorMetres * (1 - Flattening);

    /// <summary>Metres between two points in degrees.</summary>
    public static double Metres(double longitude1, double latitude1, double longitude2, double latitude2)
    {
        var l = Radians(longitude2 - longitude1);
        var (sinU1, cosU1) = Math.SinCos(Math.Atan((1 - Flattening) * Math.Tan(Radians(latitude1))));
        var (sinU2, cosU2) = Math.SinCos(Math.Atan((1 - Flattening) * Math.Tan(Radians(latitude2))));
        var lambda = l;
        for (var i = 0; i < 1000; i++)
        {
            var (sinLambda, cosLambda) = Math.SinCos(lambda);
            var sinSigma = Math.Sqrt(Square(cosU2 * sinLambda) + Square((cosU1 * sinU2) - (sinU1 * cosU2 * cosLambda)));
            if (sinSigma == 0)
            {
                return 0;
            }

            var cosSigma = (sinU1 * sinU2) + (cosU1 * cosU2 * cosLambda);
            var sigma = Math.Atan2(sinSigma, cosSigma);
            var sinAlpha = cosU1 * cosU2 * sinLambda / sinSigma;
            var cos2Alpha = 1 - Square(sinAlpha);
            var cos2SigmaM = cosSigma - (2 * sinU1 * sinU2 / cos2Alpha);
            var c = Flattening / 16 * cos2Alpha * (4 + (Flattening * (4 - (3 * cos2Alpha))));
            var before = lambda;
            lambda =
                l
                + (
                    (1 - c)
                    * Flattening
                    * sinAlpha
                    * (sigma + (c * sinSigma * (cos2SigmaM + (c * cosSigma * (-1 + (2 * Square(cos2SigmaM)))))))
                );
            if (Math.Abs(lambda - before) < 1e-14)
            {
                return Length(cos2Alpha, sigma, sinSigma, cosSigma, cos2SigmaM);
            }
        }

        throw new InvalidOperationException("Vincenty's formulae do not converge: nearly antipodal points.");
    }

    private static double Length(double cos2Alpha, double sigma, double sinSigma, double cosSigma, double cos2SigmaM)
    {
        var u2 = cos2Alpha * (Square(EquatorMetres) - Square(PoleMetres)) / Square(PoleMetres);
        var a = 1 + (u2 / 16384 * (4096 + (u2 * (-768 + (u2 * (320 - (175 * u2)))))));
        var b = u2 / 1024 * (256 + (u2 * (-128 + (u2 * (74 - (47 * u2))))));
        var delta =
            b
            * sinSigma
            * (
                cos2SigmaM
                + (
                    b
                    / 4
                    * (
                        (cosSigma * (-1 + (2 * Square(cos2SigmaM))))
                        - (b / 6 * cos2SigmaM * (-3 + (4 * Square(sinSigma))) * (-3 + (4 * Square(cos2SigmaM))))
                    )
                )
            );
        return PoleMetres * a * (sigma - delta);
    }

    private static double Square(double x) => x * x;

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
