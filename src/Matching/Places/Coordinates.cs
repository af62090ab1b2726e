using System;
using Matching.Web;
using NetTopologySuite.Geometries;

namespace Matching.Places;

/// <summary>
/// A point on earth in WGS84 degrees, longitude first, inside the box that holds Norway, Svalbard and Jan Mayen.
/// </summary>
public readonly record struct Coordinates
{
    private static readonly Envelope Norway = new(x1: -10, x2: 36, y1: 57, y2: 82);

    private Coordinates(double longitude, double latitude) => (Longitude, Latitude) = (longitude, latitude);

    /// <summary>Degrees east.</summary>
    public double Longitude { get; }

    /// <summary>Degrees north.</summary>
    public double Latitude { get; }

    /// <summary>Whether the two numbers can be a point of Norway.</summary>
    public static bool TryCreate(double longitude, double latitude, out Coordinates coordinates)
    {
        coordinates = new(longitude, latitude);
        return Norway.Contains(longitude, latitude);
    }

    /// <summary>
    /// Why two numbers are none: they would be, the other way round, which is the commonest mistake with coordinates,
    /// or they are far away.
    /// </summary>
    public static Problem WhyNot(double longitude, double latitude) =>
        TryCreate(latitude, longitude, out _) ? Problems.CoordinatesSwapped : Problems.OutsideNorway;

    /// <summary>A point that is known to be one, say because a table's constraint holds it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not a point of Norway.</exception>
    public static Coordinates Of(double longitude, double latitude) =>
        TryCreate(longitude, latitude, out var coordinates)
            ? coordinates
            : throw new ArgumentOutOfRangeException(nameof(longitude), "not a point of Norway");
}
