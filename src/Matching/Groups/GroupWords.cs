using System;
using Matching.Imports;

namespace Matching.Groups;

/// <summary>What people write in a list of groups for codes.</summary>
internal static class GroupWords
{
    public static readonly CodeWords<GroupState> States = new(
        (GroupState.Forming, ["under oppstart", "forming", "oppstart", "starter opp", "ny"]),
        (GroupState.Open, ["åpen", "open", "åpen for nye", "aktiv", "active"]),
        (GroupState.Full, ["full", "full", "fulltegnet"]),
        (GroupState.Paused, ["pause", "paused", "på pause", "hviler"]),
        (GroupState.Ended, ["avsluttet", "ended", "nedlagt", "slutt"])
    );
    public static readonly CodeWords<MeetingForm> Forms = new(
        (MeetingForm.InPerson, ["fysisk", "in-person", "ansikt til ansikt", "oppmøte"]),
        (MeetingForm.Digital, ["digital", "digital", "digitalt", "på nett", "nett", "online", "video"]),
        (MeetingForm.Hybrid, ["hybrid", "hybrid", "fysisk og digital"]),
        (MeetingForm.Telephone, ["telefon", "telephone", "phone"])
    );
    public static readonly CodeWords<Joining> Joinings = new(
        (Groups.Joining.ContactFirst, ["kontakt først", "contact-first", "ta kontakt først", "kontakt", "ta kontakt"]),
        (Groups.Joining.Direct, ["direkte", "direct", "møt opp", "rett inn"])
    );
    public static readonly CodeWords<Visibility> Visibilities = new(
        (Groups.Visibility.Exact, ["nøyaktig", "exact", "adresse", "synlig"]),
        (Groups.Visibility.Area, ["område", "area", "kommune", "kommunen"]),
        (Groups.Visibility.Hidden, ["skjult", "hidden"])
    );
    public static readonly CodeWords<Gender> Genders = new(
        (Groups.Gender.Any, ["alle", "any", "begge", "blandet"]),
        (Groups.Gender.Women, ["kvinner", "women", "kvinne", "damer"]),
        (Groups.Gender.Men, ["menn", "men", "mann", "herrer"])
    );
    public static readonly CodeWords<DayOfWeek> Weekdays = new(
        (DayOfWeek.Monday, ["mandag", "monday", "mandager", "mandagar", "måndag", "ma", "man", "mo"]),
        (DayOfWeek.Tuesday, ["tirsdag", "tuesday", "tirsdager", "tysdag", "tysdagar", "ti", "tir", "tu"]),
        (DayOfWeek.Wednesday, ["onsdag", "wednesday", "onsdager", "onsdagar", "on", "ons", "we"]),
        (DayOfWeek.Thursday, ["torsdag", "thursday", "torsdager", "torsdagar", "to", "tor", "th"]),
        (DayOfWeek.Friday, ["fredag", "friday", "fredager", "fredagar", "fr", "fre"]),
        (DayOfWeek.Saturday, ["lørdag", "saturday", "lørdager", "laurdag", "laurdagar", "lø", "lør", "sa"]),
        (DayOfWeek.Sunday, ["søndag", "sunday", "søndager", "sundag", "sundagar", "sø", "søn", "su"])
    );

    /// <summary>Whether it counts months, and how many of them or of weeks.</summary>
    public static readonly CodeWords<(bool Monthly, int Interval)> Frequencies = new(
        ((false, 1), ["ukentlig", "weekly", "hver uke", "kvar veke", "every week"]),
        (
            (false, 2),
            [
                "annenhver uke",
                "every second week",
                "hver annen uke",
                "annakvar veke",
                "hver 14. dag",
                "biweekly",
                "fortnightly",
                "every other week",
            ]
        ),
        ((true, 1), ["månedlig", "monthly", "hver måned", "månadleg", "every month"])
    );

    /// <summary>Which week of the month; -1 is its last.</summary>
    public static readonly CodeWords<int> Weeks = new(
        (1, ["1", "first", "første", "1."]),
        (2, ["2", "second", "andre", "2.", "annen"]),
        (3, ["3", "third", "tredje", "3."]),
        (4, ["4", "fourth", "fjerde", "4."]),
        (-1, ["siste", "last"])
    );
}
