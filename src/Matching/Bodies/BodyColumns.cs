using System.Collections.Generic;
using Matching.Imports;

namespace Matching.Bodies;

/// <summary>A list of bodies as people keep it: its columns, and the words that they write for codes.</summary>
internal static class BodyColumns
{
    public static readonly CodeWords<BodyKind> Kinds = new(
        (BodyKind.ContactPoint, ["kontaktpunkt", "contact-point"]),
        (BodyKind.LinkCentre, ["LINK-senter", "link-centre", "link", "link-center"]),
        (BodyKind.DistrictOffice, ["distriktskontor", "district-office"]),
        (BodyKind.NationalOffice, ["nasjonalt kontor", "national-office", "hovedkontor", "Selvhjelp Norge"])
    );
    public static readonly CodeWords<BodyState> States = new(
        (BodyState.Active, ["aktiv", "active", "åpen"]),
        (BodyState.Paused, ["pause", "paused", "på pause"]),
        (BodyState.Ended, ["avsluttet", "ended", "nedlagt"])
    );

    public static readonly Column ExternalId = new(
        "externalId",
        "Ekstern id",
        "External id",
        "what your own list calls it; by this it is found again"
    )
    {
        IsNeeded = true,
        Also = ["id"],
        Example = "eksempel-frivilligsentral",
    };
    public static readonly Column Name = new("name", "Navn", "Name", "the body's name")
    {
        IsNeeded = true,
        Also = ["Namn"],
        Example = "Eksempel frivilligsentral",
    };
    public static readonly Column Kind = new(
        "kind",
        "Type",
        "Kind",
        $"{Kinds.Form}; a new body needs one, and it stays"
    )
    {
        Also = ["Slag", "Art"],
        Example = "kontaktpunkt",
        ExampleEn = "contact-point",
    };
    public static readonly Column Email = new(
        "email",
        "E-post",
        "Email",
        "where its neutral mails go; a new body needs one"
    )
    {
        Also = ["Epost", "E-mail", "Mail"],
        Example = "frivilligsentral@example.org",
    };
    public static readonly Column Phone = new("phone", "Telefon", "Phone", "digits and spaces, perhaps with + before")
    {
        Also = ["Tlf", "Telefonnummer"],
        MayBeEmptied = true,
        Example = "32 04 00 00",
    };
    public static readonly Column Url = new("url", "Nettside", "Url", "an https:// address")
    {
        Also = ["Nettsted", "Nettadresse", "Web", "Website", "Hjemmeside"],
        MayBeEmptied = true,
        Example = "https://example.org/frivilligsentral",
    };
    public static readonly Column House = new(
        "house",
        "Sted",
        "House",
        "the municipality or town where its house stands; a new body needs one"
    )
    {
        Also = ["Hus", "Place", "Kontorsted"],
        Example = "Drammen",
    };
    public static readonly Column State = new(
        "state",
        "Status",
        "State",
        $"{States.Form}; active where a new body says nothing"
    )
    {
        Also = ["Tilstand"],
        Example = "pause", // nobody is sent to what a template made up
        ExampleEn = "paused",
    };
    public static readonly Column Municipalities = new(
        "coverage.municipality",
        "Kommuner",
        "Municipalities",
        "those that it answers for, all of them, by name or number with | between; a hyphen: none"
    )
    {
        Also = ["Kommune", "Dekker", "Dekning", "Coverage", "Municipality"],
        MayBeEmptied = true,
        Example = "Drammen|Lier",
    };
    public static readonly Column From = new(
        "coverage.from",
        "Dekker fra",
        "Covers from",
        "the first day; today for municipalities that are new"
    )
    {
        Also = ["Fra", "From"],
        Example = "01.01.2025",
        ExampleEn = "2025-01-01",
    };
    public static readonly Column Until = new(
        "coverage.until",
        "Dekker til",
        "Covers until",
        "the last day; none: for the time being"
    )
    {
        Also = ["Til", "Until"],
    };
    public static readonly Column Priority = new(
        "coverage.priority",
        "Prioritet",
        "Priority",
        "where bodies of one kind overlap, the larger number answers first; 0 where nothing is said"
    );
    public static readonly Column Topics = new(
        "coverage.topics",
        "Bare temaer",
        "Only topics",
        "just these, and nobody without a topic; nothing: every topic and none"
    )
    {
        Also = ["Temaer", "Tema", "Topics"],
    };

    /// <summary>All of them, in the template's order.</summary>
    public static readonly IReadOnlyList<Column> All =
    [
        ExternalId,
        Name,
        Kind,
        Email,
        Phone,
        Url,
        House,
        State,
        Municipalities,
        From,
        Until,
        Priority,
        Topics,
    ];
}
