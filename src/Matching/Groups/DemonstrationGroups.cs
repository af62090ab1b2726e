using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>
/// Three hundred made-up groups to try the service with, the same on every machine: spread as people are, some near
/// Drammen, some digital. Marked as demonstration; they name no real house and have no contact.
/// </summary>
public static class DemonstrationGroups
{
    private const int Count = 300;
    private const int Seed = 2006;
    private const string Hokksund = "town:hokksund";
    private const string Drammen = "town:drammen";
    private const string NextOfKin = "next-of-kin-addiction";

    // Around Drammen, where the example of a life from end to end is set, and the far corners.
    private static readonly string[] Certain =
    [
        Drammen,
        Drammen,
        "town:mjondalen",
        "town:kongsberg",
        "town:kirkenes",
        "town:karasjok",
        "town:longyearbyen",
    ];

    private static readonly (MeetingForm Form, string Name, string? Topic)[] AtADistance =
    [
        (MeetingForm.Digital, "Digital gruppe på tvers", null),
        (MeetingForm.Digital, "Sorggruppa på nett", "grief"),
        (MeetingForm.Digital, "Digital gruppe for pårørende", NextOfKin),
        (MeetingForm.Digital, "Skjermgruppa", null),
        (MeetingForm.Digital, "Skjermgruppa for unge", "anxiety"),
        (MeetingForm.Digital, "Digital gruppe om utbrenthet", "burnout-and-stress"),
        (MeetingForm.Telephone, "Telefongruppa", null),
        (MeetingForm.Telephone, "Telefongruppa mot ensomhet", "loneliness"),
    ];

    private static readonly PauseDays[] Summers = [new("06-21", "08-15"), new("07-01", "08-07"), new("06-15", "08-20")];
    private static readonly PauseDays[] Christmases = [new("12-20", "01-06"), new("12-18", "01-02")];

    /// <summary>Adds them unless some are there, and returns how many were added.</summary>
    public static async Task<int> AddAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Groups.AnyAsync(group => group.Demonstration, ct))
        {
            return 0;
        }

        var random = new Random(Seed);
        var words = new DemonstrationWords(random);
        var topics = await db.Topics.ToDictionaryAsync(topic => topic.Slug, topic => topic.Id, ct);
        var municipalities = await db
            .Places.AsNoTracking()
            .Where(place => place.Kind == PlaceKind.Municipality && place.Longitude != null)
            .ToDictionaryAsync(place => place.Municipality!, place => place.Point!.Value, ct);
        var spread = await PeopleSpread.ReadAsync(db, ct);
        var today = clock.Today();
        var bodies = await BodiesByMunicipality.ReadAsync(db, today, ct);

        db.Groups.Add(InHokksund());
        foreach (var ((form, name, topic), town) in AtADistance.Zip(spread.Draw(AtADistance.Length, random)))
        {
            var group = Empty(town, form, name, topic, ["nb"]);
            db.Groups.Add(Begun(group, random.Next(5)));
        }

        foreach (var code in Certain)
        {
            db.Groups.Add(Near(spread.Of(code), MeetingForm.InPerson));
        }

        foreach (var town in spread.Draw(Count - 1 - AtADistance.Length - Certain.Length, random))
        {
            db.Groups.Add(Near(town, random.Next(10) == 0 ? MeetingForm.Hybrid : MeetingForm.InPerson));
        }

        return await db.SaveChangesAsync(ct);

        SelfHelpGroup InHokksund()
        {
            var group = Empty(
                spread.Of(Hokksund),
                MeetingForm.InPerson,
                "Pårørendegruppa i Hokksund",
                NextOfKin,
                ["nb"],
                Visibility.Area
            );
            group.Count(8, 6);
            group.MeetOn(
                new("FREQ=WEEKLY;BYDAY=TU", At(new(2025, 9, 2), 18, 0), 120, Resting([Summers[0], Christmases[0]]))
            );
            group.Open(today);
            (group.Gender, group.AgeBands) = (Gender.Any, []);
            return group;
        }

        SelfHelpGroup Near(Place town, MeetingForm form)
        {
            var named = words.Draw(town, IsNearDrammen(town) ? NextOfKin : null);
            var group = Empty(
                town,
                form,
                named.Name,
                named.Topic,
                named.Languages,
                named.IsHidden ? Visibility.Hidden : null
            );
            if (named.IsHidden)
            {
                group.Gender = Gender.Women;
            }

            return Begun(group, named.Weekday);
        }

        // The example finds the group in Hokksund, and no nearer one for the same.
        bool IsNearDrammen(Place town) =>
            Math.Abs(town.Latitude!.Value - spread.Of(Drammen).Latitude!.Value) < 0.35
            && Math.Abs(town.Longitude!.Value - spread.Of(Drammen).Longitude!.Value) < 0.5;

        // Three in four are open; the others are forming, full or resting.
        SelfHelpGroup Begun(SelfHelpGroup group, int weekday)
        {
            var capacity = random.Next(6, 9);
            var state = random.Next(20);
            group.Count(
                capacity,
                state switch
                {
                    0 or 1 => random.Next(1, 4),
                    2 or 3 => capacity,
                    _ => random.Next(3, capacity),
                }
            );
            group.MeetOn(Drawn(random, weekday));
            if (state > 1)
            {
                group.Open(today);
            }

            _ = state == 4 && group.Pause();
            return group;
        }

        SelfHelpGroup Empty(
            Place town,
            MeetingForm form,
            string name,
            string? topic,
            string[] languages,
            Visibility? visibility = null
        )
        {
            var id = new byte[16];
            random.NextBytes(id);
            var group = new SelfHelpGroup
            {
                Id = new Guid(id),
                Body = bodies.Of(town.Municipality!),
                Name = name,
                Topics = topic is null ? [] : [topics[topic]],
                Joining = random.Next(2) == 0 ? Joining.Direct : Joining.ContactFirst,
                Form = form,
                Venue = form is MeetingForm.InPerson or MeetingForm.Hybrid ? words.Venue() : null,
                Municipality = town.Municipality!,
                Languages = languages,
                Gender = random.Next(12) switch
                {
                    0 => Gender.Women,
                    1 => Gender.Men,
                    _ => Gender.Any,
                },
                AgeBands = random.Next(12) switch
                {
                    0 => ["18-25", "26-40"],
                    1 => ["61+"],
                    _ => [],
                },
                ConfirmedOn = today.AddDays(-random.Next(60)),
                Demonstration = true,
            };
            group.MeetAt(
                town.Point!.Value,
                municipalities[town.Municipality!],
                visibility ?? (random.Next(3) == 0 ? Visibility.Exact : Visibility.Area)
            );
            return group;
        }
    }

    // Half of them every week, most of the others every second; all of them since September 2025.
    private static Schedule Drawn(Random random, int weekday)
    {
        var first = new DateOnly(2025, 9, 1 + weekday); // the month began on a Monday
        var day = Schedule.Weekdays.ElementAt(weekday).ToUpperInvariant();
        var (rule, weeks) = random.Next(20) switch
        {
            < 10 => ($"FREQ=WEEKLY;BYDAY={day}", 0),
            < 16 => ($"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}", random.Next(2)),
            var which and < 19 => (
                string.Create(CultureInfo.InvariantCulture, $"FREQ=MONTHLY;BYDAY={which - 15}{day}"),
                which - 16
            ),
            _ => ($"FREQ=MONTHLY;BYDAY=-1{day}", first.Day <= 2 ? 4 : 3),
        };
        var (hour, minute) = (
            random.Next(4) == 0 ? random.Next(10, 14) : random.Next(17, 20),
            random.Next(4) == 0 ? 30 : 0
        );
        PauseDays[] pauses = random.Next(10) switch
        {
            < 5 => [OneOf(Summers), OneOf(Christmases)],
            < 7 => [OneOf(Summers)],
            7 => [OneOf(Christmases)],
            _ => [],
        };
        return new(rule, At(first.AddDays(7 * weeks), hour, minute), random.Next(3) == 0 ? 90 : 120, Resting(pauses));

        PauseDays OneOf(PauseDays[] some) => some[random.Next(some.Length)];
    }

    private static DateTime At(DateOnly day, int hour, int minute) => day.ToDateTime(new(hour, minute));

    private static List<Pause> Resting(IEnumerable<PauseDays> pauses) =>
        [.. pauses.Select(days => Pause.Stored($"{days.From}/{days.Until}"))];
}
