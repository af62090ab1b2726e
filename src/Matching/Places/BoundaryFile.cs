using System;
using System.Collections.Generic;
using System.Globalization;
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

    /// <param name="Feature">Which of the features it is, from 1.</param>
    /// <param name="Official">All official names, parted by « - ».</param>
    public sealed record Row(long Line, int Feature, string Municipality, string Official, MultiPolygon Area)
    {
        /// <summary>The same as one that cannot be used.</summary>
        public BadRow Bad(string reason) =>
            new(
                "boundaries",
                Line,
                reason,
                string.Create(CultureInfo.InvariantCulture, $"feature {Feature}")
                    + (RegisterText.IsNumber(Municipality) ? $", municipality {Municipality}" : "")
            );
    }

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
        var (line, counted) = (1L, 0);
        var (isFeatures, inFeatures) = (false, false);
        var json = new Utf8JsonReader(bytes);
        while (json.Read())
        {
            if (json.CurrentDepth == 1)
            {
                inFeatures = isFeatures && json.TokenType == JsonTokenType.StartArray;
                isFeatures = json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("features");
            }

            if (!inFeatures || json.CurrentDepth != 2)
            {
                continue;
            }

            var start = (int)json.TokenStartIndex;
            line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;
            var feature = JsonElement.ParseValue(ref json);
            var row = new Row(
                line,
                rows.Count + bad.Count + 1,
                Property(feature, "kommunenummer"),
                Property(feature, "kommunenavn"),
                Wgs84.CreateMultiPolygon()
            );
            if (WhyNot(feature, row, out var area) is { } reason)
            {
                bad.Add(row.Bad(reason));
                continue;
            }

            rows.Add(row with { Area = area });
        }

        return new RegisterFile<Row>(rows, bad).OnlyOnce(
            row => row.Municipality,
            row => row.Bad("the municipality stands twice")
        );
    }

    private static string? WhyNot(JsonElement feature, Row row, out MultiPolygon area)
    {
        area = row.Area;
        if (feature.ValueKind != JsonValueKind.Object)
        {
            return "it is not a feature";
        }

        if (!RegisterText.IsNumber(row.Municipality))
        {
            return "the municipality number is not of four digits";
        }

        if (!RegisterText.IsName(row.Official))
        {
            return "the name is missing";
        }

        try
        {
            var drawn = Drawn(feature.GetProperty("geometry"));
            if (drawn.Coordinates.Any(at => !Places.Coordinates.TryCreate(at.X, at.Y, out _)))
            {
                return "the geometry is not in Norway in degrees, longitude first";
            }

            area = Mended(drawn);
            return area.IsEmpty ? "the geometry is empty" : null;
        }
        catch (Exception fault)
            when (fault
                    is KeyNotFoundException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or IndexOutOfRangeException
            )
        {
            return "the geometry is not a polygon or several";
        }
    }

    private static MultiPolygon Drawn(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        Polygon[] polygons = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => [ToPolygon(coordinates)],
            "MultiPolygon" => [.. coordinates.EnumerateArray().Select(ToPolygon)],
            _ => throw new FormatException(),
        };
        return Wgs84.CreateMultiPolygon(polygons);
    }

    // A boundary that crosses itself is mended as GIS programs do it.
    private static MultiPolygon Mended(MultiPolygon drawn) =>
        (new IsValidOp(drawn).IsValid ? drawn : GeometryFixer.Fix(drawn)) switch
        {
            MultiPolygon several => several,
            Polygon one => Wgs84.CreateMultiPolygon([one]),
            _ => throw new FormatException(),
        };

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
        feature.ValueKind == JsonValueKind.Object
        && feature.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
