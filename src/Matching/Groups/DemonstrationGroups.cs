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
/// Sixty made-up groups to try the service with, the same on every machine: more where more people live, some near Drammen,
/// some digital. Marked as demonstration; they name no real house and have no contact.
/// </summary>
public static class DemonstrationGroups
{
    private const int Count = 60, Seed = 2006;
    private const string Hokksund = "town:hokksund", NextOfKin = "next-of-kin-addiction";

    // Around Drammen, where the example of a life from end to end is set, and the far corners.
    private static readonly string[] Certain =
        ["town:drammen", "town:drammen", "town:mjondalen", "town:kongsberg", "town:kirkenes", "town:longyearbyen"];

    private static readonly (MeetingForm Form, string Name)[] AtADistance =
    [
        (MeetingForm.Digital, "Digital gruppe på tvers"), (MeetingForm.Digital, "Sorggruppa på nett"),
        (MeetingForm.Digital, "Digital gruppe for pårørende"), (MeetingForm.Digital, "Onsdagsgruppa på skjerm"),
        (MeetingForm.Telephone, "Telefongruppa"), (MeetingForm.Telephone, "Telefongruppa på dagtid"),
    ];

    private static readonly string[] DistrictsOfOslo =
        ["Grünerløkka", "Majorstuen", "Sagene", "Tøyen", "Nordstrand", "Holmlia", "Stovner", "Torshov"];
    private static readonly string[] Days = ["Mandags", "Tirsdags", "Onsdags", "Torsdags", "Fredags", "Lørdags", "Søndags"];
    private static readonly string[] Venues =
        ["Frivilligsentralen", "Biblioteket", "Menighetshuset", "Samfunnshuset", "Frisklivssentralen", "Grendehuset"];

    private static readonly string[] Topics =
    [
        "grief", "anxiety", "depression", "loneliness", NextOfKin, "burnout-and-stress", "divorce", "cancer", "mental-health",
        "next-of-kin",
    ];

    /// <summary>Adds them unless some are there, and returns how many were added.</summary>
    public static async Task<int> AddAsync(MatchingDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Groups.AnyAsync(group => group.Demonstration, ct))
        {
            return 0;
        }

        var random = new Random(Seed);
        var topics = await db.Topics.ToDictionaryAsync(topic => topic.Slug, topic => topic.Id, ct);
        var places = await db.Places.AsNoTracking()
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
        var bodies = await ResponsibleAsync(db, clock.Today(), ct);
        var today = clock.Today();

        db.Groups.Add(InHokksund());
        foreach (var (form, name) in AtADistance)
        {
            db.Groups.Add(Make(Towards(towns), form, name));
        }

        foreach (var code in Certain)
        {
            db.Groups.Add(Make(towns.Single(town => town.Code == code), MeetingForm.InPerson, null));
        }

        for (var i = 1 + AtADistance.Length + Certain.Length; i < Count; i++)
        {
            db.Groups.Add(Make(Towards(towns), random.Next(10) == 0 ? MeetingForm.Hybrid : MeetingForm.InPerson, null));
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
            return group;
        }

        SelfHelpGroup Make(Place town, MeetingForm form, string? name)
        {
            var isAcross = random.Next(5) < 3;
            var weekday = random.Next(6) > 0 ? random.Next(5) : 5 + random.Next(2);
            var group = Empty(town, form, name ?? NameOf(town, weekday), isAcross ? [] : [topics[Topics[random.Next(Topics.Length)]]]);
            var capacity = random.Next(6, 11);
            var state = random.Next(20);
            group.Count(capacity, state switch { 0 or 1 => random.Next(0, 4), 2 or 3 => capacity, _ => random.Next(3, capacity) });
            group.MeetAt(town.Point!.Value, municipalities[town.Municipality!], random.Next(3) == 0 ? Visibility.Exact : Visibility.Area);
            group.MeetOn(Weekly(weekday, random.Next(4) == 0 ? random.Next(10, 14) : random.Next(17, 20), random.Next(3) == 0 ? 2 : 1));
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
                Gender = random.Next(12) switch { 0 => Gender.Women, 1 => Gender.Men, _ => Gender.Any },
                AgeBands = random.Next(12) == 0 ? ["18-25", "26-40"] : [],
                ConfirmedOn = today.AddDays(-random.Next(60)),
                Demonstration = true,
            };
        }

        string NameOf(Place town, int weekday) => town.Municipality == "0301"
            ? $"{Days[weekday]}gruppa på {DistrictsOfOslo[random.Next(DistrictsOfOslo.Length)]}"
            : $"{Days[weekday]}gruppa i {town.Name}";

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
        return new(interval == 1 ? $"FREQ=WEEKLY;BYDAY={day}" : $"FREQ=WEEKLY;INTERVAL={interval};BYDAY={day}", start, 120);
    }

    // Good enough for made-up groups: who answers for people is decided by routing.
    private static async Task<Dictionary<string, Guid>> ResponsibleAsync(MatchingDb db, DateOnly today, CancellationToken ct)
    {
        var rows = await (
            from coverage in db.Coverage
            join body in db.Bodies on coverage.Body equals body.Id
            where coverage.FromDay <= today && (coverage.UntilDay == null || coverage.UntilDay >= today) && body.State == BodyState.Active
            select new { coverage.Municipality, coverage.Priority, body.Kind, body.Id, body.ExternalId }).ToListAsync(ct);
        return rows.GroupBy(row => row.Municipality, StringComparer.Ordinal).ToDictionary(
            covered => covered.Key,
            covered => covered
                .OrderBy(row => row.Kind)
                .ThenByDescending(row => row.Priority)
                .ThenBy(row => row.ExternalId, StringComparer.Ordinal)
                .First().Id,
            StringComparer.Ordinal);
    }
}
