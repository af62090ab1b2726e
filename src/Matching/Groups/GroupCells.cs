using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Bodies;
using Matching.Imports;
using Matching.Places;
using Matching.Topics;
using C = Matching.Groups.GroupColumns;

namespace Matching.Groups;

/// <summary>
/// A row of a list as the form that the API takes. What a row leaves out stays as it is in the group that is there.
/// </summary>
/// <param name="topics">What the list calls topics.</param>
/// <param name="places">What the list calls places.</param>
/// <param name="bodies">What the list calls bodies.</param>
internal sealed class GroupCells(
    TopicsByText topics,
    PlacesByText places,
    BodiesByText bodies,
    IReadOnlyDictionary<short, NamedTopic> names,
    DateOnly today
)
{
    // Stands for what was refused already, so that the other rules can be asked too.
    private const string SomeMunicipality = "0301",
        SomeName = "-";

    /// <summary>The form; with what it needs and a row does not have refused in the row.</summary>
    public GroupForm Read(SheetRow row, SelfHelpGroup? now)
    {
        return new(
            row.Needed(C.Name, row.Text(C.Name) ?? now?.Name) ?? SomeName,
            Where(row, now),
            row.Empties(C.Topics) ? []
                : row.List(C.Topics) is { } asked ? row.Found(topics.Slugs(asked, C.Topics.Field))
                : now?.Topics.Select(id => names[id].Slug).ToArray(),
            row.Whole(C.Capacity) ?? now?.Capacity,
            Members(row, now),
            row.Code(C.Joining, GroupWords.Joinings) ?? now?.Joining ?? Joining.ContactFirst,
            ScheduleCells.AreIn(row) ? ScheduleCells.Read(row, now?.Schedule, today) : null,
            row.List(C.SpokenLanguages)?.Select(LanguageWords.Tag).ToArray() ?? now?.Languages,
            new(
                row.Code(C.ForGender, GroupWords.Genders) ?? now?.Gender ?? Gender.Any,
                row.Empties(C.Ages) ? [] : row.List(C.Ages)?.Select(Band).ToArray() ?? now?.AgeBands
            ),
            row.Empties(C.Contact) ? "" : row.Text(C.Contact),
            Body(row, now)
        );
    }

    // The same number as in the list before says nothing new, and must not undo the yeses since.
    private static int? Members(SheetRow row, SelfHelpGroup? now) =>
        row.Whole(C.Members) is { } said && said != now?.ImportedMembers ? said
        : row.Says(C.Members) ? now?.Members
        : null;

    private GroupForm.Where Where(SheetRow row, SelfHelpGroup? now)
    {
        var named = row.Text(C.Municipality) is { } name
            ? row.Found(places.Municipality(name, C.Municipality.Field))?.Place
            : null;
        var postal = row.Text(C.PostalCode) is { } code ? row.Found(places.PostalCode(code, C.PostalCode.Field)) : null;
        if (named is not null && postal?.Municipality is { } other && other != named.Municipality)
        {
            row.Refuse(C.PostalCode, "lies in another municipality than the one that the row names");
        }

        var town = row.Text(C.Town) is { } text
            ? row.Found(places.Town(text, C.Town.Field, named?.Municipality ?? postal?.Municipality))
            : null;
        var number = named?.Municipality ?? postal?.Municipality ?? town?.Municipality;
        if (!row.Says(C.Municipality, C.PostalCode, C.Town))
        {
            number = row.Needed(C.Municipality, now?.Municipality);
        }
        else if (number is null && postal is not null)
        {
            row.Refuse(C.Municipality, "is needed: it is not known for this postal code");
        }

        number ??= SomeMunicipality;
        var (longitude, latitude) = (row.Number(C.Longitude), row.Number(C.Latitude));
        if (!row.Says(C.Longitude, C.Latitude))
        {
            // The nearest to the door that the row tells; else as it is, unless it moved to another municipality.
            var nearer = new[] { postal, town }.FirstOrDefault(place =>
                place?.Point is not null && place.Municipality == number
            );
            var kept = now?.Municipality == number ? now : null;
            (longitude, latitude) = (
                nearer?.Point?.Longitude ?? kept?.Longitude,
                nearer?.Point?.Latitude ?? kept?.Latitude
            );
        }

        return new(
            row.Needed(C.Form, row.Code(C.Form, GroupWords.Forms) ?? now?.Form) ?? MeetingForm.InPerson,
            number,
            row.TextOr(C.Venue, now?.Venue),
            row.TextOr(C.Address, now?.Address),
            longitude,
            latitude,
            row.Code(C.Visibility, GroupWords.Visibilities) ?? now?.Visibility ?? Visibility.Area
        );
    }

    private Guid? Body(SheetRow row, SelfHelpGroup? now) =>
        row.Text(C.Body) is { } text ? row.Found(bodies.Find(text, C.Body.Field))?.Id : row.Needed(C.Body, now?.Body);

    // A spreadsheet likes the longer dash.
    private static string Band(string text) => text.Replace('–', '-').Replace(" ", "", StringComparison.Ordinal);
}
