using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Places;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>Where people are kept once the official registers are imported.</summary>
public sealed class AreasTests(OfficialRegisters host, ITestOutputHelper output) : IClassFixture<OfficialRegisters>
{
    [Fact]
    public async Task Areas_are_nested_partitions_that_hide_everybody()
    {
        await host.EnsureAsync();
        var areas = await AreasOf.ReadAsync(host);
        var people = await PeopleAsync();
        areas.Print(output, people);

        areas.AreNestedPartitions();
        var (shares, places) = await areas.HideEverybodyAsync(host);

        output.WriteLine($"{shares} shares, {places} municipalities: all hidden among {Area.LeastAffected}.");
        foreach (
            var (what, need) in new[]
            {
                ("no topic", 20),
                ("a common one", 200),
                ("a less common one", 700),
                ("an uncommon one", 2000),
                ("a rare one", 10000),
            }
        )
        {
            var own = areas
                .At(need)
                .Where(row => areas.Areas[row.Value].Length == 1)
                .Sum(row => people.GetValueOrDefault(row.Key));
            output.WriteLine(
                $"{what, -20}{100.0 * own / people.Values.Sum(), 6:F1} % of the adults are kept with their own municipality"
            );
        }

        // Without a topic everybody is kept with her own.
        Assert.All(areas.At(20), row => Assert.Single(areas.Areas[row.Value]));
    }

    [Fact]
    public async Task An_area_is_connected_but_for_islands()
    {
        await host.EnsureAsync();
        var areas = await AreasOf.ReadAsync(host);
        var beside = (
            await host.WithDbAsync(db =>
                db.Database.SqlQuery<Pair>(
                        $"""
                        select a.municipality as "One", b.municipality as "Other"
                        from municipality_boundaries a join municipality_boundaries b on st_intersects(a.area, b.area)
                        """
                    )
                    .ToListAsync()
            )
        ).ToLookup(pair => pair.One, pair => pair.Other);
        var lands = beside
            .Select(one => one.Key)
            .GroupBy(number => number[..2])
            .SelectMany(county => Parts(county))
            .ToList();
        var parts = areas.Areas.Values.ToDictionary(area => area, Parts);

        output.WriteLine(
            $"{parts.Count} areas, {parts.Count(area => area.Value.Count == 1)} of them connected; the others hold islands."
        );

        // Of one with several parts all but one are whole islands of their county.
        Assert.All(
            parts.Where(area => area.Key.Select(number => number[..2]).Distinct().Count() == 1),
            area => Assert.InRange(area.Value.Count(part => !lands.Exists(part.SetEquals)), 0, 1)
        );

        List<HashSet<string>> Parts(IEnumerable<string> numbers)
        {
            var (left, found) = (numbers.ToHashSet(), new List<HashSet<string>>());
            while (left.Count > 0)
            {
                var (seen, next) = (new HashSet<string>(), new Queue<string>([left.First()]));
                while (next.TryDequeue(out var at))
                {
                    if (left.Remove(at))
                    {
                        seen.Add(at);
                        beside[at].ToList().ForEach(next.Enqueue);
                    }
                }

                found.Add(seen);
            }

            return found;
        }
    }

    [Fact]
    public async Task Drammen_is_an_area_of_its_own_for_next_of_kin_of_addicts()
    {
        await host.EnsureAsync();

        var answer = await host.Anyone.PostJsonAsync(
            "/v1/interests",
            new
            {
                topics = new[] { "next-of-kin-addiction" },
                place = "municipality:3301",
                audience = new { gender = "any", ageBand = "26-40" },
                consent = "2026-11",
            }
        );

        var area = answer.GetProperty("area");
        Assert.Equal("Drammen", area.Text("name"));
        Assert.Equal(["3301"], area.GetProperty("municipalities").EnumerateArray().Select(one => one.GetString()));
        Assert.InRange(area.GetProperty("adults").GetInt64(), 80_000, 90_000);
        Assert.Equal(0, area.GetProperty("leftOut").GetArrayLength());
    }

    [Fact]
    public async Task An_area_of_an_earlier_partition_is_resolved_as_long_as_somebody_is_kept_with_it()
    {
        await using var fresh = new TestHost();
        await fresh.InitializeAsync();
        var form = new
        {
            place = "municipality:3431",
            topics = new[] { "grief-after-suicide" },
            consent = "2026-11",
        };
        var kept = await fresh.Anyone.PostJsonAsync("/v1/interests", form);
        var withdrawn = await fresh.Anyone.PostJsonAsync("/v1/interests", form with { place = "municipality:4602" });
        var before = await AreasOf.ReadAsync(fresh);
        await OfficialRegisters.ImportAsync(fresh, OfficialRegisters.Files());
        var gone = before
            .Areas.Keys.Except((await AreasOf.ReadAsync(fresh)).Areas.Keys)
            .Where(code => code.StartsWith("cell:", StringComparison.Ordinal))
            .ToList();
        var person = fresh.Person(kept.Text("receipt"));

        await fresh.Person(withdrawn.Text("receipt")).DeleteJsonAsync("/v1/interest");
        await fresh.RunAsync("purge-expired-interests");
        var seen = (await person.GetJsonAsync("/v1/interest")).GetProperty("area");
        var left = await fresh.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"select code as \"Value\" from areas where code = any ({gone.ToArray()})")
                .ToListAsync()
        );

        Assert.Equal(kept.GetProperty("area").Text("name"), seen.Text("name"));
        Assert.Equal(
            kept.GetProperty("area").GetProperty("municipalities").GetRawText(),
            seen.GetProperty("municipalities").GetRawText()
        );
        Assert.NotEmpty(gone);
        Assert.True(left.Count <= 1);
        output.WriteLine(
            $"{gone.Count} areas of the first partition are no more; {left.Count} of them is left, with somebody in it."
        );
    }

    private Task<Dictionary<string, long>> PeopleAsync() =>
        host.WithDbAsync(db =>
            db.Places.Where(place => place.Kind == PlaceKind.Municipality && place.County != null && !place.Historical)
                .ToDictionaryAsync(place => place.Municipality!, place => (long)(place.Adults ?? 0))
        );

    private sealed record Pair(string One, string Other);
}
