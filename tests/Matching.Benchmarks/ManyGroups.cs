using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Places;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;

namespace Matching.Benchmarks;

/// <summary>
/// Open groups in numbers, around the towns where people live, each with all that a real one says of itself.
/// </summary>
internal static class ManyGroups
{
    private const int Seed = 2006;
    private const int PerInsert = 20_000;

    /// <summary>Replaces all groups by so many.</summary>
    public static async Task FillAsync(MatchingDb db, int count, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.ExecuteSqlAsync($"truncate groups cascade", ct);
        var random = new Random(Seed);
        var topics = await db
            .Topics.Where(topic => topic.Slug != Topic.Across)
            .Select(topic => topic.Id)
            .Order()
            .ToArrayAsync(ct);
        var towns = (await PeopleSpread.ReadAsync(db, ct)).Draw(count, random).ToList();
        foreach (var some in towns.Chunk(PerInsert))
        {
            var points = Array.ConvertAll(some, town => Around(town, random));
            var longitudes = Array.ConvertAll(points, point => point.Longitude);
            var latitudes = Array.ConvertAll(points, point => point.Latitude);
            var ids = Array.ConvertAll(some, _ => NewId(random));
            var names = Array.ConvertAll(some, town => $"Gruppa på {town.Name}");
            var municipalities = Array.ConvertAll(some, town => town.Municipality!);
            var about = Array.ConvertAll(some, _ => topics[random.Next(topics.Length)]);
            var weekdays = Array.ConvertAll(some, _ => random.Next(7));
            var members = Array.ConvertAll(some, _ => random.Next(3, 8));
            var forms = Array.ConvertAll(some, _ => random.Next(40) == 0 ? "digital" : "in-person");
            var days = Groups.Schedule.Weekdays.ToArray();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into groups (id, body, name, topics, state, capacity, members, joining, form, venue, address, municipality,
                                    longitude, latitude, public_longitude, public_latitude, visibility, rrule, starts_at,
                                    duration_minutes, pauses, weekday, times, languages, gender, age_bands, confirmed_on)
                select g.id, b.id, g.name, array[g.topic], 'open', 8, g.members, 'direct', g.form, 'Frivilligsentralen',
                       'Storgata ' || g.members, g.municipality, g.lon, g.lat, g.lon, g.lat, 'exact',
                       'FREQ=WEEKLY;BYDAY=' || upper(({days})[g.weekday + 1]), timestamp '2025-09-01 18:00' + g.weekday * interval '1 day',
                       120, array['06-21/08-15', '12-20/01-06'], ({days})[g.weekday + 1],
                       case when g.weekday < 5 then 'weekday-evening' else 'weekend-evening' end,
                       array['nb'], 'any', array[]::text[], '2026-11-01'
                from unnest({ids}, {longitudes}, {latitudes}, {names}, {municipalities}, {about}, {weekdays}, {members}, {forms})
                         as g (id, lon, lat, name, municipality, topic, weekday, members, form),
                     bodies b where b.kind = 'national-office'
                """,
                ct
            );
        }

        await db.Database.ExecuteSqlAsync($"vacuum (analyze) groups, group_listings", ct);
    }

    /// <summary>Points where people live, the same every time.</summary>
    public static async Task<IReadOnlyList<(double Longitude, double Latitude)>> PointsAsync(
        MatchingDb db,
        int count,
        CancellationToken ct
    )
    {
        var random = new Random(Seed + 1);
        var spread = await PeopleSpread.ReadAsync(db, ct);
        return [.. spread.Draw(count, random).Select(town => Around(town, random))];
    }

    // Some kilometres around the middle of the town.
    private static (double Longitude, double Latitude) Around(Place town, Random random) =>
        (
            Math.Round(town.Longitude!.Value + ((random.NextDouble() - 0.5) * 0.2), 5),
            Math.Round(town.Latitude!.Value + ((random.NextDouble() - 0.5) * 0.1), 5)
        );

    private static Guid NewId(Random random)
    {
        var id = new byte[16];
        random.NextBytes(id);
        return new(id);
    }
}
