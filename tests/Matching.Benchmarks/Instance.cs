using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Places;
using Matching.Sealing;
using Matching.Starters;
using Microsoft.EntityFrameworkCore;

namespace Matching.Benchmarks;

/// <summary>
/// A made-up part of Norway: people, groups and starters in its towns as often as people live there. The same number
/// makes the same one on every machine, but for the lots of those who register on one day.
/// </summary>
/// <param name="Counties">Numbers of counties; none: the whole country.</param>
internal sealed record Instance(int Number, string Region, string[] Counties, int[] TravelKm)
{
    private const int People = 60;
    private const int Groups = 15;
    private const int Starters = 15;

    // Some that are relatives of each other, and one that is not.
    private static readonly string[] Topics = ["grief", "loss-of-partner", "anxiety", "loneliness", "next-of-kin"];
    private static readonly string[][] Times =
    [
        [],
        [],
        ["weekday-evening"],
        ["weekday-evening", "weekend-day"],
        ["weekday-day"],
    ];

    private static readonly (string Name, string[] Counties, int[] TravelKm)[] Regions =
    [
        ("Finnmark, sparse", ["56", "55"], [30, 60, 100, 150]),
        ("Oslo, dense", ["03", "32"], [5, 10, 20, 30]),
        ("Vestland, fjords", ["46"], [15, 30, 50, 80]),
        ("the whole country", [], [20, 40, 60, 100]),
    ];

    /// <summary>So many, region by region.</summary>
    public static IEnumerable<Instance> Draw(int count) =>
        Enumerable
            .Range(1, count)
            .Select(number => (number, Region: Regions[(number - 1) % Regions.Length]))
            .Select(one => new Instance(one.number, one.Region.Name, one.Region.Counties, one.Region.TravelKm));

    /// <summary>
    /// Puts it into the database in place of what was there: people register as anybody does, and every body lets the
    /// engine offer. The receipts, by interest.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, string>> RegisterAsync(
        MatchingDb db,
        Secrets secrets,
        HttpClient anyone,
        CancellationToken ct
    )
    {
        await db.Database.ExecuteSqlAsync($"truncate interests, groups, proposals, starters cascade", ct);
        var automatic = """{ "offers": "automatic" }""";
        await db.Database.ExecuteSqlAsync($"update bodies set policy = policy || {automatic}::jsonb", ct);
        db.ChangeTracker.Clear();
        var random = new Random(Number);
        var towns = await TownsAsync(db, ct);
        var topics = await db.Topics.ToDictionaryAsync(topic => topic.Slug, topic => topic.Id, ct);
        var body = await db.Bodies.SingleAsync(one => one.Kind == BodyKind.NationalOffice, ct);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        for (var i = 0; i < Groups; i++)
        {
            db.Groups.Add(NewGroup(random, OneOf(towns, random), topics, body.Id, today));
        }

        for (var i = 0; i < Starters; i++)
        {
            db.Starters.Add(NewStarter(random, OneOf(towns, random), topics, body.Id, db, secrets));
        }

        await db.SaveChangesAsync(ct);
        var receipts = new Dictionary<Guid, string>();
        for (var i = 0; i < People; i++)
        {
            using var answer = await anyone.PostAsJsonAsync("/v1/interests", NewForm(random, OneOf(towns, random)), ct);
            answer.EnsureSuccessStatusCode();
            var code = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("receipt").GetString()!;
            var fingerprint = Receipt.TryParse(code, out var receipt) ? receipt.Fingerprint(secrets) : [];
            var interest = await db.Interests.AsNoTracking().SingleAsync(one => one.Receipt == fingerprint, ct);
            receipts[interest.Id] = code;
        }

        return receipts;
    }

    private object NewForm(Random random, Place town) =>
        new
        {
            Place = town.Code,
            Consent = "2026-11",
            Topics = random.Next(4) == 0 ? [] : new[] { Of(random, Topics) },
            TellLocal = random.Next(3) > 0,
            TravelKm = Of(random, TravelKm),
            Meeting = random.Next(10) switch
            {
                0 => ["digital"],
                < 4 => ["in-person", "digital"],
                _ => new[] { "in-person" },
            },
            Languages = random.Next(12) switch
            {
                0 => ["en"],
                1 => ["nn"],
                2 => ["nb", "en"],
                _ => new[] { "nb" },
            },
            Times = Of(random, Times),
        };

    private static SelfHelpGroup NewGroup(
        Random random,
        Place town,
        Dictionary<string, short> topics,
        Guid body,
        DateOnly today
    )
    {
        var group = new SelfHelpGroup
        {
            Id = RandomId.New(),
            Body = body,
            Name = "Gruppa",
            Topics = random.Next(5) < 2 ? [] : [topics[Of(random, Topics)]],
            Form = random.Next(15) == 0 ? MeetingForm.Digital : MeetingForm.InPerson,
            Municipality = town.Municipality!,
            Languages = random.Next(12) == 0 ? ["en"] : ["nb"],
            ConfirmedOn = today,
        };
        group.Count(8, random.Next(4, 8));
        group.MeetAt(town.Point!.Value, town.Point!.Value, Visibility.Exact);
        group.Open(today);
        return group;
    }

    private static Starter NewStarter(
        Random random,
        Place town,
        Dictionary<string, short> topics,
        Guid body,
        MatchingDb db,
        Secrets secrets
    )
    {
        var starter = new Starter
        {
            Id = RandomId.New(),
            Body = body,
            Topics = random.Next(2) == 0 ? [] : [topics[Of(random, Topics)]],
            Home = town.Code,
            Longitude = town.Longitude!.Value,
            Latitude = town.Latitude!.Value,
            RadiusKm = random.Next(2, 9) * 10,
            Languages = random.Next(8) == 0 ? ["nb", "en"] : ["nb"],
            GroupsAtATime = random.Next(1, 3),
        };
        starter.Name = RecordKey.New(db, secrets, starter.Id).Close("Eksempel", Starter.NameField);
        return starter;
    }

    private async Task<List<Place>> TownsAsync(MatchingDb db, CancellationToken ct) =>
        await db
            .Places.AsNoTracking()
            .Where(place => place.Kind == PlaceKind.Town && place.Longitude != null && place.Municipality != null)
            .Where(place => Counties.Length == 0 || Counties.Contains(place.County))
            .OrderBy(place => place.Code)
            .ToListAsync(ct);

    // Where nobody was counted, somebody lives all the same.
    private static Place OneOf(List<Place> towns, Random random)
    {
        var left = random.NextInt64(towns.Sum(Weight));
        return towns.First(town => (left -= Weight(town)) < 0);

        static long Weight(Place town) => 200 + (town.Population ?? 0);
    }

    private static T Of<T>(Random random, T[] some) => some[random.Next(some.Length)];
}
