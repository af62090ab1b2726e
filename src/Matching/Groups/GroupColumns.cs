using System.Collections.Generic;
using Matching.Imports;

namespace Matching.Groups;

/// <summary>A list of groups as people keep it: its columns.</summary>
internal static class GroupColumns
{
    public static readonly Column ExternalId = new(
        "externalId",
        "Ekstern id",
        "External id",
        "what your own list calls it; by this it is found again"
    )
    {
        IsNeeded = true,
        Also = ["id", "eksternid", "gruppenr"],
        Example = "eksempel-1",
    };
    public static readonly Column Name = new("name", "Navn", "Name", "the group's name")
    {
        IsNeeded = true,
        Also = ["Namn", "Gruppe", "Gruppenavn"],
        Example = "Eksempelgruppa",
    };
    public static readonly Column Body = new(
        "body",
        "Svarer",
        "Body",
        "the body that answers for it: its external id or its name; a new group needs one"
    )
    {
        Also = ["Den som svarer", "Ansvarlig", "Kontaktpunkt", "Responsible"],
        Example = "contact-point-drammen",
    };
    public static readonly Column State = new(
        "state",
        "Status",
        "State",
        $"{GroupWords.States.Form}; forming where a new group says nothing"
    )
    {
        Also = ["Tilstand"],
        Example = "pause", // nobody is sent to what a template made up
        ExampleEn = "paused",
    };
    public static readonly Column Topics = new(
        "topics",
        "Temaer",
        "Topics",
        "names or slugs, several with | between; none: across topics"
    )
    {
        Also = ["Tema", "Topic"],
        MayBeEmptied = true,
        Example = "sorg|pårørende",
        ExampleEn = "grief|next of kin",
    };
    public static readonly Column Form = new(
        "meeting.form",
        "Møteform",
        "Form",
        $"{GroupWords.Forms.Form}; a new group needs one"
    )
    {
        Also = ["Form"],
        Example = "fysisk",
        ExampleEn = "in-person",
    };
    public static readonly Column Municipality = new(
        "meeting.municipality",
        "Kommune",
        "Municipality",
        "name or number; a new group needs this, a postal code or a town"
    )
    {
        Also = ["Kommunenummer", "Kommunenr"],
        Example = "Drammen",
    };
    public static readonly Column PostalCode = new(
        "meeting.postalCode",
        "Postnummer",
        "Postal code",
        "where it meets, more closely"
    )
    {
        Also = ["Postnr", "Postcode", "Zip"],
    };
    public static readonly Column Town = new(
        "meeting.town",
        "Sted",
        "Town",
        "a town or village, instead of a postal code"
    )
    {
        Also = ["Tettsted", "By", "Poststed"],
    };
    public static readonly Column Venue = new(
        "meeting.venue",
        "Møtested",
        "Venue",
        "the house; public only where the visibility is exact"
    )
    {
        Also = ["Lokale"],
        MayBeEmptied = true,
        Example = "Frivilligsentralen",
    };
    public static readonly Column Address = new(
        "meeting.address",
        "Adresse",
        "Address",
        "street and number; public like the venue"
    )
    {
        MayBeEmptied = true,
    };
    public static readonly Column Longitude = new(
        "meeting.longitude",
        "Lengdegrad",
        "Longitude",
        "degrees east, with the latitude"
    )
    {
        Also = ["Lon", "Lng"],
    };
    public static readonly Column Latitude = new(
        "meeting.latitude",
        "Breddegrad",
        "Latitude",
        "degrees north, with the longitude"
    )
    {
        Also = ["Lat"],
    };
    public static readonly Column Visibility = new(
        "meeting.visibility",
        "Synlighet",
        "Visibility",
        $"{GroupWords.Visibilities.Form}; area where a new group says nothing"
    )
    {
        Example = "område",
        ExampleEn = "area",
    };
    public static readonly Column Weekday = new(
        "schedule.weekday",
        "Ukedag",
        "Weekday",
        $"{GroupWords.Weekdays.Form}; a hyphen: not known yet"
    )
    {
        Also = ["Dag", "Vekedag", "Day"],
        MayBeEmptied = true,
        Example = "tirsdag",
        ExampleEn = "tuesday",
    };
    public static readonly Column Time = new(
        "schedule.time",
        "Klokkeslett",
        "Time",
        "18.00 or 18:00, the wall clock in Oslo"
    )
    {
        Also = ["Tid", "Kl", "Tidspunkt"],
        Example = "18.00",
        ExampleEn = "18:00",
    };
    public static readonly Column Frequency = new(
        "schedule.frequency",
        "Hyppighet",
        "Frequency",
        $"{GroupWords.Frequencies.Form}; weekly where nothing is said"
    )
    {
        Also = ["Frekvens", "Hvor ofte"],
        Example = "ukentlig",
        ExampleEn = "weekly",
    };
    public static readonly Column Week = new(
        "schedule.week",
        "Uke i måneden",
        "Week of month",
        "of a monthly group: 1 to 4, or siste (last)"
    )
    {
        Also = ["Uke", "Week"],
    };
    public static readonly Column Start = new(
        "schedule.start",
        "Første møte",
        "Start",
        "the day of the first meeting; the next such weekday where nothing is said, but needed for every second week"
    )
    {
        Also = ["Start", "Startdato", "Oppstart", "First meeting"],
        Example = "02.09.2025",
        ExampleEn = "2025-09-02",
    };
    public static readonly Column Duration = new(
        "schedule.durationMinutes",
        "Varighet",
        "Duration",
        "minutes; 120 where nothing is said"
    )
    {
        Also = ["Varighet (minutter)", "Minutter", "Minutes", "Duration minutes"],
        Example = "120",
    };
    public static readonly Column Rrule = new(
        "schedule.rrule",
        "Gjentakelse",
        "Rrule",
        "instead of weekday and frequency, by those who know it: FREQ=WEEKLY;BYDAY=TU"
    )
    {
        Also = ["Regel"],
    };
    public static readonly Column Pauses = new(
        "schedule.pauses",
        "Pauser",
        "Pauses",
        "days without meetings, several with | between: 21.06-15.08 every year, 21.12.2026-03.01.2027 once"
    )
    {
        Also = ["Pause", "Ferie"],
        MayBeEmptied = true,
        Example = "21.06-15.08|20.12-06.01",
    };
    public static readonly Column Capacity = new(
        "capacity",
        "Plasser",
        "Capacity",
        "how many it can be; 8 where a new group says nothing"
    )
    {
        Also = ["Kapasitet", "Antall plasser", "Maks"],
        Example = "8",
    };
    public static readonly Column Members = new(
        "members",
        "Medlemmer",
        "Members",
        "how many it is; the same number as in the list before does not undo who has come since"
    )
    {
        Also = ["Deltakere", "Antall", "Antall medlemmer", "Antall deltakere"],
        Example = "5",
    };
    public static readonly Column Joining = new(
        "joining",
        "Bli med",
        "Joining",
        $"{GroupWords.Joinings.Form}; contact first where a new group says nothing"
    )
    {
        Also = ["Inntak"],
        Example = "kontakt først",
        ExampleEn = "contact-first",
    };
    public static readonly Column SpokenLanguages = new(
        "languages",
        "Språk",
        "Languages",
        "names or BCP 47 tags, several with | between; bokmål where a new group says nothing"
    )
    {
        Also = ["Language"],
        Example = "norsk",
        ExampleEn = "nb",
    };
    public static readonly Column ForGender = new(
        "audience.gender",
        "Kjønn",
        "Gender",
        $"{GroupWords.Genders.Form}; all where a new group says nothing"
    )
    {
        Example = "alle",
        ExampleEn = "any",
    };
    public static readonly Column Ages = new(
        "audience.ageBands",
        "Alder",
        "Age bands",
        $"{string.Join(", ", AgeBands.All)}, several with | between; none: all"
    )
    {
        Also = ["Aldersgrupper", "Ages", "Age"],
        MayBeEmptied = true,
    };
    public static readonly Column Contact = new(
        "contact",
        "Kontakt",
        "Contact",
        "the private e-mail address that is told when somebody comes; sealed, and never shown again"
    )
    {
        Also = ["E-post", "Epost", "Kontakt e-post", "Gruppekontakt", "Email", "E-mail"],
        MayBeEmptied = true,
        IsPrivate = true,
        Example = "gruppa@example.org",
    };
    public static readonly Column Confirmed = new(
        "confirmedOn",
        "Bekreftet",
        "Confirmed on",
        "the day on which somebody last said that this is right; an earlier one than is known changes nothing"
    )
    {
        Also = ["Sist bekreftet", "Confirmed"],
        Example = "01.10.2025",
        ExampleEn = "2025-10-01",
    };

    /// <summary>All of them, in the template's order.</summary>
    public static readonly IReadOnlyList<Column> All =
    [
        ExternalId,
        Name,
        Body,
        State,
        Topics,
        Form,
        Municipality,
        PostalCode,
        Town,
        Venue,
        Address,
        Longitude,
        Latitude,
        Visibility,
        Weekday,
        Time,
        Frequency,
        Week,
        Start,
        Duration,
        Rrule,
        Pauses,
        Capacity,
        Members,
        Joining,
        SpokenLanguages,
        ForGender,
        Ages,
        Contact,
        Confirmed,
    ];
}
