using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Places;
using Matching.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// A hundred and twenty made-up starters to try the service with, spread as people are: many around Oslo, few in
/// Finnmark. Marked as demonstration; all are called Eksempel, and their addresses reach nobody.
/// </summary>
public static class DemonstrationStarters
{
    private const int Count = 120;
    private const int Seed = 2004;
    private static readonly string[] Certain = ["town:drammen", "town:drammen", "town:alta"];
    private static readonly string[] Names =
    [
        "Anne",
        "Astrid",
        "Bjørn",
        "Eva",
        "Fatima",
        "Ingrid",
        "Ivar",
        "Kari",
        "Liv",
        "Máret",
        "Nils",
        "Omar",
        "Per",
        "Randi",
        "Solveig",
        "Tor",
    ];

    private static readonly string[] Topics =
    [
        "grief",
        "anxiety",
        "depression",
        "loneliness",
        "next-of-kin",
        "next-of-kin-addiction",
        "addiction",
        "burnout-and-stress",
        "divorce",
        "cancer",
        "mental-health",
    ];

    /// <summary>Adds them unless some are there, and returns how many were added.</summary>
    public static async Task<int> AddAsync(MatchingDb db, Secrets secrets, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Starters.AnyAsync(starter => starter.Demonstration, ct))
        {
            return 0;
        }

        var random = new Random(Seed);
        var today = clock.Today();
        var spread = await PeopleSpread.ReadAsync(db, ct);
        var bodies = await BodiesByMunicipality.ReadAsync(db, today, ct);
        var topics = await db.Topics.ToDictionaryAsync(topic => topic.Slug, topic => topic.Id, ct);
        var homes = Certain.Select(spread.Of).Concat(spread.Draw(Count - Certain.Length, random));
        foreach (var (number, home) in homes.Index())
        {
            db.Starters.Add(Make(number + 1, home));
        }

        await db.SaveChangesAsync(ct);
        return Count;

        Starter Make(int number, Place home)
        {
            var id = new byte[16];
            random.NextBytes(id);
            var trained = random.Next(20);
            var starter = new Starter
            {
                Id = new Guid(id),
                Body = bodies.Of(home.Municipality!),
                Topics = random.Next(2) == 0 ? [] : [topics[Topics[random.Next(Topics.Length)]]],
                Home = home.Code,
                Longitude = home.Longitude!.Value,
                Latitude = home.Latitude!.Value,
                RadiusKm = random.Next(2, 9) * 10,
                Languages = random.Next(8) switch
                {
                    0 => ["nb", "en"],
                    1 => ["nn"],
                    _ => ["nb"],
                },
                GroupsAtATime = random.Next(1, 3),
                GroupsNow = random.Next(4) == 0 ? 1 : 0,
                CourseYear = today.Year - trained,
                CertifiedOn = random.Next(3) == 0 ? today.AddYears(-trained).AddDays(-30) : null,
                ConsentedOn = random.Next(2) == 0 ? today.AddDays(-random.Next(300)) : null,
                Demonstration = true,
            };
            var key = RecordKey.New(db, secrets, starter.Id);
            starter.Name = key.Close($"{Names[random.Next(Names.Length)]} Eksempel", Starter.NameField);
            starter.Email = random.Next(3) == 0 ? null : key.Close($"starter-{number}@example.org", Starter.EmailField);
            if (random.Next(10) == 0)
            {
                starter.Pause(today, null);
            }

            return starter;
        }
    }
}
