using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Matching.Interests;
using Matching.Places;
using Matching.Tests.Support;
using Matching.Topics;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Matching.Tests.Places;

/// <summary>The areas that a host keeps people with, read from its tables, and what must be true of them.</summary>
internal sealed class AreasOf
{
    private const int Samples = 1000;

    private readonly Dictionary<string, List<(long Need, string Area)>> _rows;
    private readonly Dictionary<string, (double X, double Y)> _points;
    private readonly HashSet<string> _guests;

    private AreasOf(
        Dictionary<string, List<(long Need, string Area)>> rows,
        Dictionary<string, string[]> areas,
        Dictionary<string, long> adults,
        Dictionary<string, (double X, double Y)> points,
        HashSet<string> guests
    ) => (_rows, Areas, Adults, _points, _guests) = (rows, areas, adults, points, guests);

    /// <summary>Numbers of municipalities by the code of an area.</summary>
    public Dictionary<string, string[]> Areas { get; }

    /// <summary>Adults by the code of an area.</summary>
    public Dictionary<string, long> Adults { get; }

    public static Task<AreasOf> ReadAsync(TestHost host) =>
        host.WithDbAsync(async db =>
        {
            var rows = await db
                .Database.SqlQuery<Row>(
                    $"select municipality as \"Municipality\", need as \"Need\", area as \"Area\" from municipality_areas order by need"
                )
                .ToListAsync();
            var areas = await db
                .Database.SqlQuery<One>(
                    $"""
                    select code as "Code", m.numbers as "Numbers", adults_of(m.numbers) as "Adults"
                    from areas, lateral (select municipalities_of(code) as numbers) m
                    where code in (select area from municipality_areas) or code = 'country:no'
                    """
                )
                .ToListAsync();
            var points = await db
                .Database.SqlQuery<Point>(
                    $"""
                    select municipality as "Number", county as "County", st_x(point) as "X", st_y(point) as "Y"
                    from places where kind = 'municipality' and not historical
                    """
                )
                .ToListAsync();
            return new AreasOf(
                rows.GroupBy(row => row.Municipality)
                    .ToDictionary(all => all.Key, all => all.Select(row => (row.Need, row.Area)).ToList()),
                areas.ToDictionary(area => area.Code, area => area.Numbers),
                areas.ToDictionary(area => area.Code, area => area.Adults),
                points.ToDictionary(point => point.Number, point => (point.X, point.Y)),
                [.. points.Where(point => point.County is null).Select(point => point.Number)]
            );
        });

    /// <summary>The area of each municipality for a need.</summary>
    public Dictionary<string, string> At(long need) =>
        _rows
            .Where(row => row.Value[^1].Need >= need)
            .ToDictionary(row => row.Key, row => row.Value.First(one => one.Need >= need).Area);

    /// <summary>All needs of which there is a partition.</summary>
    public IReadOnlyList<long> Needs =>
        [.. PartitionRules.Current.Needs.Where(need => need <= _rows.Values.Max(row => row[^1].Need))];

    /// <summary>Nested partitions, each area with enough adults.</summary>
    public void AreNestedPartitions()
    {
        var before = _points.Keys.Except(_guests).ToDictionary(number => number, number => new[] { number });
        foreach (var need in Needs)
        {
            var at = At(need);
            Assert.Equal(_points.Keys.Order(), at.Keys.Order());
            foreach (var area in at.Where(row => !_guests.Contains(row.Key)).GroupBy(row => row.Value, row => row.Key))
            {
                Assert.Equal(Areas[area.Key].Except(_guests).Order(), area.Order());
                Assert.True(Adults[area.Key] >= need, $"{area.Key} has {Adults[area.Key]} of {need}");
                Assert.All(area, number => Assert.Empty(before[number].Except(area)));
            }

            foreach (var guest in _guests)
            {
                Assert.True(Adults[at[guest]] >= need);
            }

            before = before.Keys.ToDictionary(number => number, number => Areas[at[number]].Except(_guests).ToArray());
        }
    }

    /// <summary>Prints a line for each need.</summary>
    /// <param name="people">Adults by municipality, as far as anybody knows.</param>
    public void Print(ITestOutputHelper output, IReadOnlyDictionary<string, long> people)
    {
        output.WriteLine(
            "     need  areas  joined  largest   km across: median  worst   adults kept with their own municipality"
        );
        foreach (var need in Needs)
        {
            var at = At(need).Where(row => !_guests.Contains(row.Key)).ToList();
            var joined = at.Select(row => row.Value)
                .Distinct()
                .Select(code => Areas[code])
                .Where(area => area.Length > 1)
                .ToList();
            var across = joined.Select(Across).Order().ToList();
            var own = at.Where(row => Areas[row.Value].Length == 1).Sum(row => people.GetValueOrDefault(row.Key));
            output.WriteLine(
                $"{need, 9}{at.Select(row => row.Value).Distinct().Count(), 7}{joined.Count, 8}{at.Max(row => Areas[row.Value].Length), 9}{(across.Count == 0 ? 0 : across[across.Count / 2]), 20:F0}{across.LastOrDefault(), 7:F0}{100.0 * own / people.Values.Sum(), 10:F0} %"
            );
        }

        output.WriteLine($"{Areas.Count} areas in all.");
    }

    /// <summary>
    /// For every topic with every audience and every municipality, what is kept hides its person among twenty.
    /// </summary>
    /// <param name="people">Adults by municipality, to reckon with instead of what the host knows.</param>
    /// <returns>How many different parts of the adults these are, and of how many municipalities.</returns>
    public async Task<(int Shares, int Places)> HideEverybodyAsync(
        TestHost host,
        IReadOnlyDictionary<string, long>? people = null
    )
    {
        var shares = await SharesAsync(host);
        var known = Areas.ToDictionary(
            area => area.Key,
            area => people is null ? Adults[area.Key] : area.Value.Sum(number => people.GetValueOrDefault(number))
        );
        foreach (var share in shares)
        foreach (var number in _points.Keys)
        {
            var area = Kept(number, share);
            var isGuest = people is not null && area == "municipality:" + number && _guests.Contains(number);
            Assert.True(
                isGuest || known[area] * share >= Area.LeastAffected,
                $"{number} with {share} is kept with {area}, which has {known[area]} adults"
            );
        }

        var random = Always.Random();
        string[] numbers = [.. random.GetItems(_points.Keys.ToArray(), Samples)];
        double[] parts = [.. random.GetItems(shares, Samples)];
        var kept = await host.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    select area_to_keep('municipality:' || s.number, s.share) as "Value"
                    from unnest({numbers}, {parts}) with ordinality as s (number, share, n) order by s.n
                    """
                )
                .ToListAsync()
        );
        Assert.Equal(numbers.Zip(parts, Kept), kept);
        return (shares.Length, _points.Count);
    }

    private string Kept(string number, double share) =>
        _rows[number]
            .Where(row => row.Need * share >= Area.LeastAffected)
            .Select(row => row.Area)
            .FirstOrDefault(Place.Norway);

    /// <summary>
    /// The parts of all adults whom what may be kept can be about: every class of topics, gender, age band and
    /// language, as far as the whole country hides it.
    /// </summary>
    private static Task<double[]> SharesAsync(TestHost host) =>
        host.WithDbAsync(async db =>
        {
            var names = host.Get<TopicNames>();
            var country = (await Area.ReadAsync(db, Place.Norway, default)).Adults;
            var shares = new SortedSet<double>();
            foreach (var topic in (await names.AllAsync(db, default)).Keys.Select(id => new[] { id }).Prepend([]))
            foreach (var gender in Enum.GetValues<Matching.Groups.Gender>())
            foreach (var ageBand in Matching.Groups.AgeBands.All.Prepend(null))
            foreach (
                var languages in new[]
                {
                    new[] { "nb" },
                    ["nn"],
                    ["en"],
                    ["nb", "se"],
                    ["pl"],
                    ["ar", "nb"],
                    ["ti"],
                    ["sma"],
                }
            )
            {
                shares.Add(await Shares.OfAsync(db, names, topic, gender, ageBand, languages, default));
            }

            return shares.Where(share => share * country >= Area.LeastAffected).ToArray();
        });

    private double Across(string[] area) =>
        area.Max(one =>
            area.Max(other =>
                Math.Sqrt(
                    Math.Pow(_points[one].X - _points[other].X, 2) + Math.Pow(_points[one].Y - _points[other].Y, 2)
                )
            )
        ) / 1000;

    private sealed record Row(string Municipality, long Need, string Area);

    private sealed record One(string Code, string[] Numbers, long Adults);

    private sealed record Point(string Number, string? County, double X, double Y);
}
