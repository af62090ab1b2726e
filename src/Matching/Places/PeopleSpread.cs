using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>
/// Towns spread as people are, for what is made up: each county has as many as its share of the population, and in it a
/// town is drawn as often as people live there. The same on every machine for the same random numbers.
/// </summary>
public sealed class PeopleSpread
{
    private readonly List<(Place County, List<Place> Towns)> _counties;
    private readonly Dictionary<string, Place> _towns;

    private PeopleSpread(List<(Place County, List<Place> Towns)> counties, Dictionary<string, Place> towns) =>
        (_counties, _towns) = (counties, towns);

    /// <summary>
    /// The towns that have a point and lie in a municipality and a county, in the order of their codes.
    /// </summary>
    public static async Task<PeopleSpread> ReadAsync(MatchingDb db, CancellationToken ct)
    {
        var places = await db
            .Places.AsNoTracking()
            .Where(place =>
                place.Kind == PlaceKind.County
                || (place.Kind == PlaceKind.Town && place.Longitude != null && place.Municipality != null)
            )
            .OrderBy(place => place.Code)
            .ToListAsync(ct);
        var towns = places.Where(place => place.Kind == PlaceKind.Town).ToLookup(town => town.County);
        return new(
            [
                .. places
                    .Where(place => place.Kind == PlaceKind.County)
                    .Select(county => (county, towns[county.County].ToList()))
                    .Where(one => one.Item2.Count > 0),
            ],
            towns.SelectMany(inCounty => inCounty).ToDictionary(town => town.Code, StringComparer.Ordinal)
        );
    }

    /// <summary>One by its code, say <c>town:drammen</c>; also one that lies in no county.</summary>
    public Place Of(string code) => _towns[code];

    /// <summary>This many towns, county by county from south-east to north; a town may come more than once.</summary>
    public IEnumerable<Place> Draw(int count, Random random)
    {
        var people = _counties.Sum(one => (long)(one.County.Population ?? 0));
        var (passed, drawn) = (0L, 0L);
        foreach (var (county, towns) in _counties)
        {
            // Rounded where counties meet, so that the sum is exact.
            passed += county.Population ?? 0;
            for (var until = ((count * passed) + (people / 2)) / people; drawn < until; drawn++)
            {
                yield return OneOf(towns, random);
            }
        }
    }

    // Where nobody was counted, somebody lives all the same.
    private static Place OneOf(List<Place> towns, Random random)
    {
        var left = random.NextInt64(towns.Sum(Weight));
        return towns.First(town => (left -= Weight(town)) < 0);

        static long Weight(Place town) => 1 + (town.Population ?? 0);
    }
}
