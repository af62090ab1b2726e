using System;
using System.Collections.Generic;
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
/// Sixty made-up groups to try the service with, the same on every machine: more where more people live, some near
/// Drammen, some digital. Marked as demonstration; they name no real house and have no contact.
/// </summary>
public static class DemonstrationGroups
{
    private const int Count = 60;
    private const int Seed = 2006;
    private const string Hokksund = "town:hokksund";
    private const string NextOfKin = "next-of-kin-addiction";

    // Around Drammen, where the example of a life from end to end is set, and the far corners.
    private static readonly string[] Certain =
    [
        "town:drammen",
        "town:drammen",
        "town:mjondalen",
        "town:kongsberg",
        "town:kirkenes",
        "town:longyearbyen",
    ];

    private static readonly (MeetingForm Form, string Name, string? Topic)[] AtADistance =
    [
        (MeetingForm.Digital, "Digital gruppe på tvers", null),
        (MeetingForm.Digital, "Sorggruppa på nett", "grief"),
        (MeetingForm.Digital, "Digital gruppe for pårørende", NextOfKin),
        (MeetingForm.Digital, "Skjermgruppa", null),
        (MeetingForm.Telephone, "Telefongruppa", null),
        (MeetingForm.Telephone, "Telefongruppa mot ensomhet", "loneliness"),
    ];

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
    ];
    private static readonly string[] Days =
    [
        "Mandags",
        "Tirsdags",
        "Onsdags",
        "Torsdags",
        "Fredags",
        "Lørdags",
        "Søndags",
    ];
    private static readonly string[] Venues =
    [
        "Frivilligsentralen",
        "Biblioteket",
        "Menighetshuset",
        "Samfunnshuset",
        "Frisklivssentralen",
        "Grendehuset",
    ];

    private static readonly (string Topic, string Name)[] Topics =
    [
        ("grief", "Sorggruppa"),
        ("anxiety", "Angstgruppa"),
        ("depression", "Lyspunktet"),
        ("loneliness", "Møteplassen"),
        (NextOfKin, "Pårørendegruppa"),
        ("burnout-and-stress", "Pusterommet"),
        ("divorce", "Veien videre"),
        ("cancer", "Kreftgruppa"),
        ("mental-health", "Åpen dør"),
        ("next-of-kin", "Gruppa for pårørende"),
    ];

    /// <summary>Adds them unless some are there, and returns how many were added.</summary>
    public static async Task<int> AddAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Groups.AnyAsync(group => group.Demonstration, ct))
        {
            return 0;
        }

        var random = new Random(Seed);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var topics = await db.Topics.ToDictionaryAsync(topic => topic.Slug, topic => topic.Id, ct);
        var places = await db
            .Places.AsNoTracking()
            .Where(place => place.Kind == PlaceKind.Town || place.Kind == PlaceKind.Municipality)
            .Where(place => place.Longitude != null && place.Municipality != null)
            .OrderBy(place => place.Code)
            .ToListAsync(ct);
        var municipalities = places
            .Where(place => place.Kind == PlaceKind.Municipality)
            .ToDictionary(place => place.Municipality!, place => place.Point!.Value);
        var towns = places
            .Where(place => place.Kind == PlaceKind.Town && municipalities.ContainsKey(place.Municipality!))
            .ToList();
        var today = clock.Today();
        var bodies = await ResponsibleAsync(db, today, ct);

        db.Groups.Add(InHokksund());
        foreach (var (form, name, topic) in AtADistance)
        {
            db.Groups.Add(Make(Towards(towns), form, name, topic is null ? [] : [topics[topic]]));
        }

        foreach (var code in Certain)
        {
            db.Groups.Add(MakeNear(towns.Single(town => town.Code == code), MeetingForm.InPerson));
        }

        for (var i = 1 + AtADistance.Length + Certain.Length; i < Count; i++)
        {
            db.Groups.Add(MakeNear(Towards(towns), random.Next(10) == 0 ? MeetingForm.Hybrid : MeetingForm.InPerson));
        }

        return await db.SaveChangesAsync(ct);

        SelfHelpGroup InHokksund()
        {
            var town = towns.Single(place => place.Code == Hokksund);
            var group = Empty(town, MeetingForm.InPerson, "Pårørendegruppa i Hokksund", [topics[NextOfKin]]);
            group.Count(8, 6);
            group.MeetAt(town.Point!.Value, municipalities[town.Municipality!], Visibility.Area);
            group.MeetOn(Weekly(weekday: 1, hour: 18, interval: 1));
            group.Open(today);
            (group.Gender, group.AgeBands) = (Gender.Any, []);
            return group;
        }

        // Groups across topics are the commonest and are called by their day; the others by what they are about.
        SelfHelpGroup MakeNear(Place town, MeetingForm form)
        {
            var where =
                town.Municipality == "0301"
                    ? "på " + DistrictsOfOslo[random.Next(DistrictsOfOslo.Length)]
                    : "i " + town.Name;
            if (random.Next(5) < 3)
            {
                return Make(town, form, Unused(() => $"{Days[random.Next(Days.Length)]}gruppa {where}"), []);
            }

            var (topic, name) = Topics[random.Next(Topics.Length)];
            return Make(town, form, Unused(() => $"{name} {where}"), [topics[topic]]);
        }

        SelfHelpGroup Make(Place town, MeetingForm form, string name, short[] topicIds)
        {
            var named = Array.FindIndex(Days, day => name.StartsWith(day, StringComparison.Ordinal));
            var weekday = named >= 0 ? named : random.Next(5);
            var group = Empty(town, form, name, topicIds);
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
            group.MeetAt(
                town.Point!.Value,
                municipalities[town.Municipality!],
                random.Next(3) == 0 ? Visibility.Exact : Visibility.Area
            );
            group.MeetOn(
                Weekly(
                    weekday,
                    random.Next(4) == 0 ? random.Next(10, 14) : random.Next(17, 20),
                    random.Next(3) == 0 ? 2 : 1
                )
            );
            if (state > 1)
            {
                group.Open(today);
            }

            _ = state == 4 && group.Pause();
            return group;
        }

        SelfHelpGroup Empty(Place town, MeetingForm form, string name, short[] topicIds)
        {
            var id = new byte[16];
            random.NextBytes(id);
            return new()
            {
                Id = new Guid(id),
                Body = bodies[town.Municipality!],
                Name = name,
                Topics = topicIds,
                Joining = random.Next(2) == 0 ? Joining.Direct : Joining.ContactFirst,
                Form = form,
                Venue = form is MeetingForm.InPerson or MeetingForm.Hybrid ? Venues[random.Next(Venues.Length)] : null,
                Municipality = town.Municipality!,
                Languages = random.Next(8) == 0 ? ["nb", "en"] : ["nb"],
                Gender = random.Next(12) switch
                {
                    0 => Gender.Women,
                    1 => Gender.Men,
                    _ => Gender.Any,
                },
                AgeBands = random.Next(12) == 0 ? ["18-25", "26-40"] : [],
                ConfirmedOn = today.AddDays(-random.Next(60)),
                Demonstration = true,
            };
        }

        // No two groups of a name: a second one of a place and topic is the next one there.
        string Unused(Func<string> draw)
        {
            var name = draw();
            for (var i = 0; used.Contains(name) && i < Days.Length; i++)
            {
                name = draw();
            }

            for (var (first, number) = (name, 2); !used.Add(name); number++)
            {
                name = $"{first} {number}";
            }

            return name;
        }

        // A town is drawn as often as people live in it.
        Place Towards(List<Place> all)
        {
            var left = random.NextInt64(all.Sum(town => (long)(town.Population ?? 0)));
            return all.First(town => (left -= town.Population ?? 0) < 0);
        }
    }

    // Monday 2025-09-01: the autumn in which all of them began.
    private static Schedule Weekly(int weekday, int hour, int interval)
    {
        var start = new DateTime(2025, 9, 1 + weekday, hour, 0, 0, DateTimeKind.Unspecified);
        var day = start.DayOfWeek.ToString()[..2].ToUpperInvariant();
        return new(
            interval == 1 ? $"FREQ=WEEKLY;BYDAY={day}" : $"FREQ=WEEKLY;INTERVAL={interval};BYDAY={day}",
            start,
            120,
            []
        );
    }

    // Good enough for made-up groups: who answers for people is decided by routing.
    private static async Task<Dictionary<string, Guid>> ResponsibleAsync(
        MatchingDb db,
        DateOnly today,
        CancellationToken ct
    )
    {
        var rows = await (
            from coverage in db.Coverage.InForce(today)
            join body in db.Bodies on coverage.Body equals body.Id
            where body.State == BodyState.Active
            select new
            {
                coverage.Municipality,
                coverage.Priority,
                body.Kind,
                body.Id,
                body.ExternalId,
            }
        ).ToListAsync(ct);
        return rows.GroupBy(row => row.Municipality, StringComparer.Ordinal)
            .ToDictionary(
                covered => covered.Key,
                covered =>
                    covered
                        .OrderBy(row => row.Kind)
                        .ThenByDescending(row => row.Priority)
                        .ThenBy(row => row.ExternalId, StringComparer.Ordinal)
                        .First()
                        .Id,
                StringComparer.Ordinal
            );
    }
}
