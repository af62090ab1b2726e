using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>
/// What a place is called where one is chosen from several: with what kind of place it is, and where it lies. No two
/// are called the same: municipalities of one name (Herøy, Våler) are told apart by their counties.
/// </summary>
public static class PlaceLabels
{
    private const string PostalCode = "postal-code:",
        Municipality = "municipality:",
        County = "county:";

    /// <summary>The label of one place.</summary>
    public static async Task<string> OfAsync(MatchingDb db, Place place, Language language, CancellationToken ct) =>
        (await OfAsync(db, [place], language, ct))[place.Code];

    /// <summary>The labels of places by their codes, by one query however many they are.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(
        MatchingDb db,
        IReadOnlyCollection<Place> places,
        Language language,
        CancellationToken ct
    )
    {
        var around = places.Select(place => Municipality + place.Municipality).Distinct().ToArray();
        var municipalities = await db
            .Places.AsNoTracking()
            .Where(place => around.Contains(place.Code))
            .Select(place => new
            {
                place.Code,
                place.Name,
                County = db.Places.Where(county => county.Code == County + place.County).Max(county => county.Name),
                HasNamesake = db.Places.Any(other =>
                    other.Code.StartsWith(Municipality)
                    && other.Name == place.Name
                    && other.Code != place.Code
                    && !other.Historical
                ),
            })
            .ToDictionaryAsync(
                place => place.Code,
                place => place.HasNamesake ? $"{place.Name} ({place.County})" : place.Name,
                ct
            );
        return places.ToDictionary(
            place => place.Code,
            place =>
                place.Kind switch
                {
                    PlaceKind.Municipality => Say("label-municipality", municipalities[place.Code]),
                    PlaceKind.County => Say("label-county", place.Name),
                    PlaceKind.Town when municipalities.TryGetValue(Municipality + place.Municipality, out var name) =>
                        Say("label-town", place.Name, name),
                    PlaceKind.PostalCode => $"{place.Code[PostalCode.Length..]} {place.Name}",
                    _ => place.Name,
                }
        );

        string Say(string code, params object[] values) => Texts.Say("Places", code, language, values);
    }
}
