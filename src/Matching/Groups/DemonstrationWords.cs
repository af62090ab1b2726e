using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Places;

namespace Matching.Groups;

/// <summary>
/// What made-up groups are called and about, in which language: nynorsk in the west, Sámi in the north, the languages
/// of those who came to Norway in the cities. Houses are called by their kind, not by their name.
/// </summary>
internal sealed class DemonstrationWords(Random random)
{
    private const string Oslo = "0301";

    private static readonly string[] Cities = [Oslo, "1103", "3107", "3301", "4204", "4601", "5001", "5501"];
    private static readonly string[] BokmalInTheWest = ["1505", "1506", "1508", "4601"];
    private static readonly string[] SamiMunicipalities = ["5610", "5612", "5622", "5628", "5636"];

    private static readonly string[] DistrictsOfOslo =
    [
        "Grünerløkka",
        "Majorstuen",
        "Sagene",
        "Tøyen",
        "Nordstrand",
        "Holmlia",
        "Stovner",
        "Torshov",
        "Frogner",
        "Bjerke",
        "Røa",
        "Lambertseter",
    ];
    private static readonly string[] Days = ["Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag"];
    private static readonly string[] DaysInNynorsk =
    [
        "Måndag",
        "Tysdag",
        "Onsdag",
        "Torsdag",
        "Fredag",
        "Laurdag",
        "Søndag",
    ];
    private static readonly string[] Venues =
    [
        "Frivilligsentralen",
        "Biblioteket",
        "Menighetshuset",
        "Samfunnshuset",
        "Frisklivssentralen",
        "Grendehuset",
        "Kulturhuset",
        "Bydelshuset",
    ];

    private static readonly (string Topic, string Name, string InNynorsk)[] Topics =
    [
        ("grief", "Sorggruppa", "Sorggruppa"),
        ("loss-of-partner", "Etter to", "Etter to"),
        ("anxiety", "Angstgruppa", "Angstgruppa"),
        ("social-anxiety", "Ta ordet", "Ta ordet"),
        ("depression", "Lysere dager", "Lysare dagar"),
        ("loneliness", "Møteplassen", "Møteplassen"),
        ("next-of-kin-addiction", "Pårørendegruppa", "Pårørandegruppa"),
        ("next-of-kin-mental-illness", "Ved siden av", "Ved sida av"),
        ("next-of-kin", "Gruppa for pårørende", "Gruppa for pårørande"),
        ("burnout-and-stress", "Lavere tempo", "Lågare tempo"),
        ("divorce", "Veien videre", "Vegen vidare"),
        ("cancer", "Kreftgruppa", "Kreftgruppa"),
        ("chronic-illness-and-pain", "Leve med smerter", "Leve med smerter"),
        ("mental-health", "Åpen dør", "Open dør"),
        ("addiction", "Én dag av gangen", "Éin dag om gongen"),
        ("gambling", "Uten spill", "Utan spel"),
        ("weight-and-lifestyle", "Nye vaner", "Nye vanar"),
        ("after-a-coping-course", "Videre sammen", "Vidare saman"),
        ("parenting", "Foreldregruppa", "Foreldregruppa"),
        ("adhd-and-autism", "På egen måte", "På eigen måte"),
        ("bullying", "Rett rygg", "Rett rygg"),
        ("violence-in-close-relations", Hidden, Hidden),
    ];

    private static readonly (string Language, string Name, string? Topic)[] FromElsewhere =
    [
        ("en", "English-speaking group", null),
        ("uk", "Ukrainskspråklig gruppe", "refugee-or-new-in-norway"),
        ("ar", "Arabiskspråklig gruppe", "refugee-or-new-in-norway"),
        ("pl", "Polskspråklig gruppe", null),
    ];

    // Nobody should find its house.
    private const string Hidden = "Tryggere dager";

    private readonly HashSet<string> _used = new();

    /// <summary>What a group is called and about, on which weekday it meets (0: Monday), in which languages.</summary>
    /// <param name="Topic">Null: across topics.</param>
    /// <param name="IsHidden">It is for those who somebody may look for.</param>
    internal sealed record Named(string Name, string? Topic, int Weekday, string[] Languages, bool IsHidden = false);

    /// <summary>
    /// A name that no other group has. Groups across topics are the commonest, and called by their day.
    /// </summary>
    /// <param name="except">A topic that there is no other group for here.</param>
    public Named Draw(Place town, string? except)
    {
        var weekday = random.Next(20) == 0 ? random.Next(5, 7) : random.Next(5);
        var isCity = Cities.Contains(town.Municipality);
        var where = town.Municipality == Oslo ? "på " + OneOf(DistrictsOfOslo) : "i " + town.Name;
        if (isCity && random.Next(6) == 0)
        {
            var (language, name, about) = OneOf(FromElsewhere);
            return new(Unused($"{name} {where}"), about, weekday, language == "uk" ? ["uk", "en"] : [language]);
        }

        if (SamiMunicipalities.Contains(town.Municipality))
        {
            return new(Unused($"Samisk gruppe {where}"), null, weekday, ["se", "nb"]);
        }

        var isNynorsk =
            town.County is "15" or "46" && !BokmalInTheWest.Contains(town.Municipality) && random.Next(3) > 0;
        string[] languages =
            isNynorsk ? ["nn"]
            : random.Next(12) == 0 ? ["nb", "en"]
            : ["nb"];
        if (random.Next(5) < 3)
        {
            var day = (isNynorsk ? DaysInNynorsk : Days)[weekday];
            return new(Unused($"{day}sgruppa {where}"), null, weekday, languages);
        }

        var (topic, inBokmal, inNynorsk) = OneOf([.. Topics.Where(one => one.Topic != except)]);
        return new(
            Unused($"{(isNynorsk ? inNynorsk : inBokmal)} {where}"),
            topic,
            weekday,
            languages,
            inBokmal == Hidden
        );
    }

    /// <summary>The kind of house in which a group meets.</summary>
    public string Venue() => OneOf(Venues);

    // No two groups of a name: a second one of a place and topic is the next one there.
    private string Unused(string first)
    {
        var name = first;
        for (var number = 2; !_used.Add(name); number++)
        {
            name = $"{first} {number}";
        }

        return name;
    }

    private T OneOf<T>(T[] some) => some[random.Next(some.Length)];
}
