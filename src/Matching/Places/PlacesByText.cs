using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>
/// Places as people write them in lists, by name or number, found all at once: a list of ten thousand rows names some
/// hundred places.
/// </summary>
public sealed class PlacesByText
{
    private const int MostSuggestions = 100;

    private readonly ILookup<string, Place> _named;
    private readonly Dictionary<string, Place> _byCode;
    private readonly ILookup<string, Place> _successors;
    private readonly Dictionary<string, string> _alike;

    private PlacesByText(
        ILookup<string, Place> named,
        Dictionary<string, Place> byCode,
        ILookup<string, Place> successors,
        Dictionary<string, string> alike
    ) => (_named, _byCode, _successors, _alike) = (named, byCode, successors, alike);

    /// <summary>Finds what these texts can mean.</summary>
    public static async Task<PlacesByText> FindAsync(MatchingDb db, IEnumerable<string> texts, CancellationToken ct)
    {
        var written = texts.ToHashSet(StringComparer.Ordinal);
        // Official lists write all names of a municipality («Kárášjohka - Karasjok») or what it is («Oslo kommune»).
        var asked = written.Where(text => !text.Any(char.IsDigit)).ToArray();
        var places = await db.Places.AsNoTracking().ToDictionaryAsync(place => place.Code, StringComparer.Ordinal, ct);
        var found = await db
            .Database.SqlQuery<Named>(
                $"""
                select distinct asked.text as "Text", n.place as "Code"
                from unnest({asked}) as asked (text)
                cross join lateral unnest(
                    asked.text || regexp_split_to_array(regexp_replace(asked.text, ' kommune$', '', 'i'), ' - ')) as said
                join place_names n on n.folded = fold(said)
                """
            )
            .ToListAsync(ct);
        var unknown = asked.Except(found.Select(row => row.Text)).Take(MostSuggestions).ToArray();
        var alike = await db
            .Database.SqlQuery<Named>(
                $"""
                select asked.text as "Text", p.name as "Code"
                from unnest({unknown}) as asked (text)
                cross join lateral (select code from find_places(asked.text, 1)) f join places p on p.code = f.code
                """
            )
            .ToDictionaryAsync(row => row.Text, row => row.Code, StringComparer.Ordinal, ct);
        var historical = places.Values.Where(place => place is { Kind: PlaceKind.Municipality, Historical: true });
        var numbers = written
            .Where(IsNumber)
            .Select(Number)
            .Union(historical.Select(place => place.Municipality!), StringComparer.Ordinal)
            .ToArray();
        var successors = await db
            .Database.SqlQuery<Named>(
                $"""
                select old as "Text", 'municipality:' || now as "Code"
                from unnest({numbers}) as asked (old) cross join lateral unnest(successors_of(old)) as now
                """
            )
            .ToListAsync(ct);
        return new(
            found.ToLookup(row => row.Text, row => places[row.Code], StringComparer.Ordinal),
            places,
            successors.ToLookup(row => row.Text, row => places[row.Code], StringComparer.Ordinal),
            alike
        );
    }

    /// <summary>Every place by its code.</summary>
    public IReadOnlyDictionary<string, Place> ByCode => _byCode;

    /// <summary>
    /// A municipality by its name or number, which may be an old one, and from which a spreadsheet may have eaten the
    /// first zero.
    /// </summary>
    public Outcome<Whereabouts> Municipality(string text, string field) =>
        !One(text, field, PlaceKind.Municipality, null).Is(out var place, out var problem) ? problem
        : place.Point is { } point ? new Whereabouts(place, point)
        : Problems.MunicipalityUnknown.At(field, "where it lies is not known here");

    /// <summary>A postal code.</summary>
    public Outcome<Place> PostalCode(string text, string field) => One(text, field, PlaceKind.PostalCode, null);

    /// <summary>A town by its name.</summary>
    /// <param name="municipality">The number of the one that it lies in, where that is known.</param>
    public Outcome<Place> Town(string text, string field, string? municipality) =>
        One(text, field, PlaceKind.Town, municipality);

    /// <summary>
    /// Where a house stands: a municipality by its name or number, a town, a postal code, or a code such as
    /// <c>postal-code:3015</c>. A number that only once was a municipality's is meant as a postal code.
    /// </summary>
    public Outcome<Place> Any(string text, string field) =>
        _byCode.TryGetValue(text, out var place) ? place
        : IsNumber(text)
        && !_byCode.ContainsKey("municipality:" + Number(text))
        && _byCode.TryGetValue("postal-code:" + Number(text), out var postal)
            ? postal
        : One(text, field, PlaceKind.Municipality, null) is var found && found.Is(out _, out _) ? found
        : One(text, field, PlaceKind.Town, null) is var town && town.Is(out _, out _) ? town
        : found;

    private Outcome<Place> One(string text, string field, PlaceKind kind, string? municipality)
    {
        if (IsNumber(text))
        {
            Place[] now =
                _byCode.TryGetValue($"{Codes.Of(kind)}:{Number(text)}", out var numbered)
                && numbered is not { Kind: PlaceKind.Municipality, Historical: true }
                    ? [numbered]
                : kind == PlaceKind.Municipality ? [.. _successors[Number(text)]]
                : [];
            return now switch
            {
                [] => Problems.PlaceUnknown.At(field, $"no {Word(kind)} has this number"),
                [{ Kind: not PlaceKind.Municipality } or { Historical: false }] => now[0],
                _ when now.All(part => part.Historical) => Problems.MunicipalityGone.At(
                    field,
                    "what followed it is not known here"
                ),
                _ => Problems.MunicipalitySplit.At(
                    field,
                    "it is now "
                        + string.Join(
                            ", ",
                            now.Where(part => !part.Historical).Select(part => $"{part.Municipality} ({part.Name})")
                        )
                ),
            };
        }

        if (_byCode.TryGetValue(text, out var coded) && coded.Kind == kind)
        {
            return coded;
        }

        var named = _named[text]
            .Where(place =>
                place.Kind == kind && !place.Historical && (municipality is null || place.Municipality == municipality)
            )
            .ToList();
        return named switch
        {
            [var one] => one,
            [] => Problems.PlaceUnknown.At(
                field,
                $"there is no such {Word(kind)}"
                    + (_alike.TryGetValue(text, out var alike) ? $"; did you mean \"{alike}\"?" : "")
            ),
            _ => Problems.PlaceUnknown.At(
                field,
                $"several are called so; write the number of the municipality: {string.Join(", ", named.Select(place => place.Municipality).Order(StringComparer.Ordinal))}"
            ),
        };
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit) && text.Length is 3 or 4;

    private static string Number(string text) => text.PadLeft(4, '0');

    private static string Word(PlaceKind kind) => Codes.Of(kind).Replace('-', ' ');

    private sealed record Named(string Text, string Code);
}
