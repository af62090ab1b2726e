using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Places;

/// <summary>
/// The part of Norway that is kept of where somebody wants to meet: whole municipalities, large enough to hide in.
/// </summary>
/// <param name="Code">A municipality, a county or the country, as a place is written, or <c>cell:</c> and a
/// hash.</param>
/// <param name="Names">What it is called by, the largest first.</param>
/// <param name="Within">The county of which <paramref name="Names"/> are municipalities; null where it is not
/// told.</param>
/// <param name="Municipalities">Numbers of what it consists of.</param>
/// <param name="Adults">How many of 18 and over live there at least.</param>
public sealed record Area(
    string Code,
    string[] Names,
    string? Within,
    IReadOnlyList<string> Municipalities,
    long Adults
)
{
    /// <summary>How many of those whom an interest could be about must live in an area.</summary>
    public const int LeastAffected = 20;

    private const int MostNames = 4;
    private const int NamedOfMore = 2;

    private const string Select =
        """
            select a.code as "Code", coalesce(a.names, array[p.name]) as "Names", a.within as "Within",
                   m.numbers as "Municipalities", adults_of(m.numbers) as "Adults"
            from areas a left join places p on p.code = a.code, lateral (select municipalities_of(a.code) as numbers) m
            where a.code =
            """ + " ";

    /// <summary>
    /// The area to keep: that of the place in the first of the partitions (<see cref="Partition"/>) whose areas all
    /// have at least <see cref="LeastAffected"/> adults whom the interest could be about; the country where none is
    /// coarse enough, which may not hide her either. What is kept then depends on nobody else's interest.
    /// </summary>
    /// <param name="share">The part of the adults whom the interest could be about.</param>
    /// <param name="tellLocal">The person allows the municipality itself to be kept.</param>
    public static Task<Area> ToKeepAsync(
        MatchingDb db,
        Place place,
        double share,
        bool tellLocal,
        CancellationToken ct
    ) =>
        tellLocal && place.Municipality is { } number
            ? ReadAsync(db, "municipality:" + number, ct)
            : db.Database.SqlQueryRaw<Area>(Select + "area_to_keep({0}, {1})", place.Code, share).SingleAsync(ct);

    /// <summary>The area of a code.</summary>
    public static Task<Area> ReadAsync(MatchingDb db, string code, CancellationToken ct) =>
        db.Database.SqlQueryRaw<Area>(Select + "{0}", code).SingleAsync(ct);

    /// <summary>Whether it has enough of those whom an interest could be about, which is that part of all.</summary>
    public bool Hides(double share) => Adults * share >= LeastAffected;

    /// <summary>What it is called: all of its names, or of many two and how many more.</summary>
    public string Name(Language language)
    {
        if (Names.Length <= MostNames)
        {
            return Names is [.. var some, var last] && some.Length > 0
                ? Texts.Say("Places", "area-of", language, string.Join(", ", some), last)
                : Names[0];
        }

        var named = string.Join(", ", Names.Take(NamedOfMore));
        return Within is { } county
            ? Texts.Say("Places", "area-of-more", language, named, Names.Length - NamedOfMore, county)
            : Texts.Say("Places", "area-of-more-counties", language, named, Names.Length - NamedOfMore);
    }

    /// <summary>
    /// The points that stand for its municipalities: what is stored or shown to staff is reckoned from these.
    /// </summary>
    public async Task<IReadOnlyList<Coordinates>> PointsAsync(MatchingDb db, CancellationToken ct)
    {
        var codes = Municipalities.Select(number => "municipality:" + number).ToList();
        var places = await db.Places.AsNoTracking().Where(place => codes.Contains(place.Code)).ToListAsync(ct);
        return [.. places.Select(place => place.Point).OfType<Coordinates>()];
    }

    /// <summary>Codes of areas that no partition has any more, and no place is.</summary>
    public static Task<string[]> OutdatedAsync(MatchingDb db, CancellationToken ct) =>
        db
            .Database.SqlQuery<string>(
                $"""
                select code as "Value" from areas a
                where municipalities is not null and not exists (select from municipality_areas m where m.area = a.code)
                """
            )
            .ToArrayAsync(ct);

    /// <summary>Forgets areas that are outdated and that nothing uses.</summary>
    public static Task<int> ForgetAsync(MatchingDb db, string[] codes, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from areas where code = any ({codes})", ct);
}
