using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Imports;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Valid;

namespace Matching.Places;

/// <summary>
/// The boundaries of the municipalities: a GeoJSON feature collection in WGS84, whose features have the properties
/// <c>kommunenummer</c> and <c>kommunenavn</c> and a polygon or several.
/// </summary>
internal static class BoundaryFile
{
    private const string Kind =
        "a collection of municipality boundaries (GeoJSON in WGS84 with the properties kommunenummer and kommunenavn)";

    private static readonly GeometryFactory Wgs84 = new(new PrecisionModel(), 4326);

    /// <param name="Official">All official names, parted by « - ».</param>
    public sealed record Row(long Line, string Municipality, string Official, MultiPolygon Area);

    public static async Task<RegisterFile<Row>> ReadAsync(string path, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(await RegisterText.ReadUtf8Async(path, ct));
        try
        {
            return Read(bytes).IfIts(path, Kind);
        }
        catch (JsonException fault)
        {
            throw new ImportRefusedException(
                $"{path} is not {Kind}: its JSON breaks off on line {fault.LineNumber + 1}."
            );
        }
    }

    private static RegisterFile<Row> Read(byte[] bytes)
    {
        var rows = new List<Row>();
        var bad = new List<BadRow>();
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        var (line, counted) = (1L, 0);
        var inFeatures = false;
        var json = new Utf8JsonReader(bytes);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                inFeatures = json.ValueTextEquals("features");
            }

            if (!inFeatures || json.TokenType != JsonTokenType.StartObject || json.CurrentDepth != 2)
            {
                continue;
            }

            var start = (int)json.TokenStartIndex;
            line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;
            var feature = JsonElement.ParseValue(ref json);
            var number = Property(feature, "kommunenummer");
            if (WhyNot(feature, number, rows, out var area) is { } reason)
            {
                bad.Add(new BadRow("boundaries", line, reason));
                leftOut.Add(number);
                continue;
            }

            rows.Add(new Row(line, number, Property(feature, "kommunenavn"), area));
        }

        return new RegisterFile<Row>(rows, bad, leftOut);
    }

    private static string? WhyNot(JsonElement feature, string number, List<Row> rows, out MultiPolygon area)
    {
        area = Wgs84.CreateMultiPolygon();
        if (!RegisterText.IsNumber(number))
        {
            return "the municipality number is not of four digits";
        }

        if (!RegisterText.IsName(Property(feature, "kommunenavn")))
        {
            return "the name is missing";
        }

        if (rows.Exists(row => row.Municipality == number))
        {
            return "the municipality stands twice";
        }

        try
        {
            area = Area(feature.GetProperty("geometry"));
        }
        catch (Exception fault)
            when (fault is KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            return "the geometry is not a polygon or several";
        }

        return area.IsEmpty ? "the geometry is empty"
            : area.Coordinates.Any(at => !Places.Coordinates.TryCreate(at.X, at.Y, out _))
                ? "the geometry is not in Norway in degrees, longitude first"
            : null;
    }

    // A boundary that crosses itself is mended as GIS programs do it.
    private static MultiPolygon Area(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        Polygon[] polygons = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => [ToPolygon(coordinates)],
            "MultiPolygon" => [.. coordinates.EnumerateArray().Select(ToPolygon)],
            _ => throw new FormatException(),
        };
        var area = Wgs84.CreateMultiPolygon(polygons);
        var whole = new IsValidOp(area).IsValid ? area : GeometryFixer.Fix(area);
        return whole switch
        {
            MultiPolygon several => several,
            Polygon one => Wgs84.CreateMultiPolygon([one]),
            _ => throw new FormatException(),
        };
    }

    private static Polygon ToPolygon(JsonElement rings)
    {
        var all = rings.EnumerateArray().Select(ToRing).ToList();
        return Wgs84.CreatePolygon(all[0], [.. all.Skip(1)]);
    }

    private static LinearRing ToRing(JsonElement points) =>
        Wgs84.CreateLinearRing([
            .. points.EnumerateArray().Select(point => new Coordinate(point[0].GetDouble(), point[1].GetDouble())),
        ]);

    private static string Property(JsonElement feature, string name) =>
        feature.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
