using System.Collections.Generic;
using Matching.Imports;

namespace Matching.Starters;

/// <summary>A list of starters as people keep it: its columns, and the words that they write for codes.</summary>
internal static class StarterColumns
{
    public static readonly CodeWords<StarterState> States = new(
        (StarterState.Active, ["aktiv", "active"]),
        (StarterState.Paused, ["pause", "paused", "på pause"])
    );
    public static readonly CodeWords<bool> YesOrNo = new((true, ["ja", "yes", "x"]), (false, ["nei", "no"]));

    public static readonly Column ExternalId = new(
        "externalId",
        "Ekstern id",
        "External id",
        "what your own list calls her, no name; by this she is found again"
    )
    {
        IsNeeded = true,
        Also = ["id"],
        Example = "eksempel-1",
    };
    public static readonly Column Name = new("name", "Navn", "Name", "sealed; for her body only, unless she consents")
    {
        IsNeeded = true,
        Also = ["Namn", "Igangsetter"],
        IsPrivate = true,
        Example = "Kari Eksempel",
    };
    public static readonly Column Body = new(
        "body",
        "Tilhører",
        "Body",
        "the body that she works with: its external id or its name; a new starter needs one"
    )
    {
        Also = ["Kontaktpunkt", "Svarer"],
        Example = "contact-point-drammen",
    };
    public static readonly Column Home = new(
        "home",
        "Hjemsted",
        "Home",
        "a town, a municipality or its number, or a postal code as postal-code:3015, never an address; a new starter needs one"
    )
    {
        Also = ["Sted", "Kommune"],
        Example = "Drammen",
    };
    public static readonly Column Radius = new(
        "radiusKm",
        "Radius km",
        "Radius km",
        "how far from home she starts groups; 30 where nothing is said"
    )
    {
        Also = ["Radius", "Km"],
        Example = "40",
    };
    public static readonly Column Topics = new(
        "topics",
        "Temaer",
        "Topics",
        "names or slugs, several with | between; none: any"
    )
    {
        Also = ["Tema", "Topic"],
        MayBeEmptied = true,
        Example = "sorg|pårørende",
        ExampleEn = "grief|next of kin",
    };
    public static readonly Column Languages = new(
        "languages",
        "Språk",
        "Languages",
        "names or BCP 47 tags, several with | between; bokmål where a new starter says nothing"
    )
    {
        Also = ["Language"],
        Example = "norsk",
        ExampleEn = "nb",
    };
    public static readonly Column GroupsAtATime = new(
        "groupsAtATime",
        "Grupper samtidig",
        "Groups at a time",
        "how many she would start at a time; 1 where nothing is said"
    )
    {
        Example = "1",
    };
    public static readonly Column GroupsNow = new(
        "groupsNow",
        "Grupper nå",
        "Groups now",
        "how many she is with, beside those that she took when she was asked from here"
    )
    {
        Example = "0",
    };
    public static readonly Column Email = new("email", "E-post", "Email", "sealed; for her body only")
    {
        Also = ["Epost", "E-mail"],
        MayBeEmptied = true,
        IsPrivate = true,
        Example = "kari@example.org",
    };
    public static readonly Column Phone = new("phone", "Telefon", "Phone", "sealed; for her body only")
    {
        Also = ["Tlf", "Mobil"],
        MayBeEmptied = true,
        IsPrivate = true,
    };
    public static readonly Column CourseYear = new(
        "courseYear",
        "Kursår",
        "Course year",
        "the year of her starter course"
    )
    {
        Also = ["Kurs"],
        Example = "2024",
    };
    public static readonly Column Certified = new(
        "certifiedOn",
        "Sertifisert",
        "Certified on",
        "the day of her certificate"
    )
    {
        MayBeEmptied = true,
        Example = "16.11.2024",
        ExampleEn = "2024-11-16",
    };
    public static readonly Column Consented = new(
        "consentedOn",
        "Samtykke",
        "Consented on",
        $"the day on which she agreed to be shown to other bodies, or ja or yes for today, nei or no for none"
    )
    {
        MayBeEmptied = true,
        Also = ["Consent"],
        Example = "nei",
        ExampleEn = "no",
    };
    public static readonly Column State = new(
        "state",
        "Status",
        "State",
        $"{States.Form}; active where a new starter says nothing"
    )
    {
        Example = "pause", // nobody asks whom a template made up
        ExampleEn = "paused",
    };
    public static readonly Column Until = new(
        "until",
        "Pause til",
        "Paused until",
        "the last day of the pause; none: until somebody ends it"
    )
    {
        MayBeEmptied = true,
    };

    /// <summary>All of them, in the template's order.</summary>
    public static readonly IReadOnlyList<Column> All =
    [
        ExternalId,
        Name,
        Body,
        Home,
        Radius,
        Topics,
        Languages,
        GroupsAtATime,
        GroupsNow,
        Email,
        Phone,
        CourseYear,
        Certified,
        Consented,
        State,
        Until,
    ];
}
