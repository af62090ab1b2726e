using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Tests.Support;

/// <summary>
/// Registers in the layout of the official ones, made up from what the seed knows: every municipality is a small square
/// around its point and has a thousand people and its number.
/// </summary>
public sealed class MadeUpRegisters(TemporaryFolder folder, IReadOnlyList<Place> places)
{
    /// <summary>Town, municipality, its name and category, by postal code.</summary>
    public SortedDictionary<string, string[]> Codes { get; } =
        new(
            places
                .Where(place => place.Kind == PlaceKind.PostalCode)
                .ToDictionary(
                    place => place.Code["postal-code:".Length..],
                    place => new[] { place.Name.ToUpperInvariant(), place.Municipality ?? "0301", "NAVN", "G" }
                ),
            StringComparer.Ordinal
        );

    /// <summary>Name, longitude and latitude of the middle of its square, by number.</summary>
    public SortedDictionary<string, (string Name, double Longitude, double Latitude)> Municipalities { get; } =
        new(
            places
                .Where(place => place.Kind == PlaceKind.Municipality && place.County is not null)
                .ToDictionary(
                    place => place.Municipality!,
                    place => (place.Name, place.Longitude!.Value, place.Latitude!.Value)
                ),
            StringComparer.Ordinal
        );

    public static async Task<MadeUpRegisters> OfAsync(TestHost host, TemporaryFolder folder) =>
        new(folder, await host.WithDbAsync(db => db.Places.AsNoTracking().ToListAsync()));

    public string Register(params string[] furtherLines) =>
        Write(
            "register.txt",
            string.Concat(
                Codes
                    .Select(code => string.Join('\t', code.Value.Prepend(code.Key)))
                    .Concat(furtherLines)
                    .Select(line => line + "\r\n")
            ),
            Encoding.Latin1
        );

    public string Boundaries() =>
        Write(
            "boundaries.geojson",
            "{\"type\":\"FeatureCollection\", \"features\": [\n"
                + string.Join(
                    ",\n",
                    Municipalities.Select(one =>
                        JsonSerializer.Serialize(
                            new
                            {
                                type = "Feature",
                                properties = new { kommunenummer = one.Key, kommunenavn = one.Value.Name },
                                geometry = new { type = "Polygon", coordinates = new[] { Square(one.Value) } },
                            }
                        )
                    )
                )
                + "\n]}\n",
            Encoding.ASCII
        );

    public string Population() =>
        Write(
            "population.csv",
            "kommunenummer,kommune,offisielt_navn,folketall\n"
                + string.Concat(
                    Municipalities.Select(one =>
                        $"{one.Key},{one.Value.Name},{one.Value.Name},{1000 + int.Parse(one.Key, CultureInfo.InvariantCulture)}\n"
                    )
                ),
            Encoding.UTF8
        );

    /// <summary>All three.</summary>
    public ImportPlaces.Files All() => new(Register(), Boundaries(), Population());

    public string Write(string name, string text, Encoding encoding)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text, encoding);
        return path;
    }

    private static double[][] Square((string Name, double Longitude, double Latitude) at)
    {
        const double half = 0.001;
        return
        [
            [at.Longitude - half, at.Latitude - half],
            [at.Longitude + half, at.Latitude - half],
            [at.Longitude + half, at.Latitude + half],
            [at.Longitude - half, at.Latitude + half],
            [at.Longitude - half, at.Latitude - half],
        ];
    }
}
