using System;
using System.Collections.Generic;
using System.Linq;

namespace Matching.Places;

/// <summary>
/// Norway cut into areas of whole municipalities, each with at least so many adults as are needed to hide in: one
/// partition for each need, fixed by what is public, so that what is kept of somebody never tells which small place it
/// was widened from. They are nested: an area is made of areas of the partition before, so that a person who corrects
/// herself is never narrowed down to what two of her areas have in common. Pure, and the same in any order.
/// </summary>
internal static class Partition
{
    /// <param name="Adults">How many of 18 and over live there at least.</param>
    /// <param name="X">Metres east in the plane.</param>
    /// <param name="Y">Metres north in the plane.</param>
    /// <param name="Neighbours">Numbers of those beside it.</param>
    public sealed record Municipality(
        string Number,
        string County,
        long Adults,
        double X,
        double Y,
        IReadOnlyCollection<string> Neighbours
    );

    /// <summary>The partition for a need.</summary>
    /// <param name="Areas">Numbers of the municipalities of each, in order.</param>
    public sealed record Level(long Need, IReadOnlyList<IReadOnlyList<string>> Areas);

    /// <summary>
    /// A partition for each need, up to the last that all of it together meets. As long as an area has fewer adults
    /// than needed, the one with the fewest of them joins another: of its county as long as there is any; then, as
    /// whole counties, of its region; then any. A neighbour goes before others, and of these the one with which the
    /// diameter, squared, times the adults is least: as few people as possible are kept with what is far from them.
    /// </summary>
    /// <param name="counties">Adults of counties by number, where the sum over their municipalities may be
    /// less.</param>
    public static IReadOnlyList<Level> Of(
        IEnumerable<Municipality> municipalities,
        IReadOnlyDictionary<string, long> counties,
        PartitionRules rules
    )
    {
        var land = municipalities.OrderBy(one => one.Number, StringComparer.Ordinal).ToList();
        if (land.Count == 0)
        {
            return [];
        }

        var sizes = land.GroupBy(one => one.County).ToDictionary(all => all.Key, all => all.Count());
        var adults = Join(land).Adults;
        var levels = new List<Level>();
        var areas = land.ConvertAll(one => Join([one]));
        foreach (var need in rules.Needs.Where(need => need <= adults).Order())
        {
            areas = [.. areas.GroupBy(area => area.Counties).SelectMany(inCounty => Meet(inCounty, need, Others))];
            areas = Meet(areas, need, WholeCounties);
            levels.Add(new(need, [.. areas.OrderBy(area => area.First).Select(area => area.Numbers)]));
        }

        return levels;

        Bundle Join(IEnumerable<Municipality> parts) => Bundle.Of(parts, sizes, counties);

        List<Bundle> Meet(IEnumerable<Bundle> all, long need, Func<Bundle, List<Bundle>, IEnumerable<Bundle>> partners)
        {
            var left = all.ToList();
            while (
                left.Count > 1
                && left.Where(area => area.Adults < need).MinBy(area => (area.Adults, area.First)) is { } small
            )
            {
                left.Remove(small);
                var joined = NeighboursFirst(small, [.. partners(small, left)])
                    .Select(partner => (Partner: partner, Area: Join([.. small.Parts, .. partner.Parts])))
                    .MinBy(pair => (pair.Area.Reach, pair.Partner.Adults, pair.Partner.First))
                    .Area;
                left.RemoveAll(area => joined.Holds(area));
                left.Add(joined);
            }

            return left;
        }

        IEnumerable<Bundle> WholeCounties(Bundle small, List<Bundle> others)
        {
            var whole = others
                .GroupBy(area => area.Counties)
                .Select(parts => Join(parts.SelectMany(area => area.Parts)));
            var near = whole.ToLookup(unit =>
                rules.Regions.Any(region =>
                    region.Any(county => small.HasCounty(county)) && region.Any(county => unit.HasCounty(county))
                )
            );
            return near[near.Contains(true)];
        }
    }

    private static IEnumerable<Bundle> Others(Bundle small, List<Bundle> others) => others;

    // An island has none: whoever there is.
    private static List<Bundle> NeighboursFirst(Bundle small, List<Bundle> others) =>
        others.Exists(small.Touches) ? others.FindAll(small.Touches) : others;

    private sealed class Bundle
    {
        private readonly HashSet<string> _numbers;
        private readonly HashSet<string> _neighbours;
        private readonly HashSet<string> _counties;

        private Bundle(IReadOnlyList<Municipality> parts, long adults)
        {
            (Parts, Adults) = (parts, adults);
            Numbers = [.. parts.Select(part => part.Number)];
            _numbers = [.. Numbers];
            _neighbours = [.. parts.SelectMany(part => part.Neighbours)];
            _counties = [.. parts.Select(part => part.County)];
            Counties = string.Join(' ', _counties.Order(StringComparer.Ordinal));
            Reach =
                (adults + 1)
                * parts
                    .SelectMany(
                        (one, i) => parts.Skip(i).Select(other => Square(one.X - other.X) + Square(one.Y - other.Y))
                    )
                    .Max();
        }

        /// <summary>By number.</summary>
        public IReadOnlyList<Municipality> Parts { get; }

        public IReadOnlyList<string> Numbers { get; }

        public long Adults { get; }

        /// <summary>All of its counties.</summary>
        public string Counties { get; }

        /// <summary>Its diameter, squared, times the adults; where none are known the diameter alone counts.</summary>
        public double Reach { get; }

        public int First => int.Parse(Numbers[0], System.Globalization.CultureInfo.InvariantCulture);

        public static Bundle Of(
            IEnumerable<Municipality> parts,
            Dictionary<string, int> sizes,
            IReadOnlyDictionary<string, long> counties
        )
        {
            var sorted = parts.OrderBy(part => part.Number, StringComparer.Ordinal).ToList();
            var adults = sorted
                .GroupBy(part => part.County)
                .Sum(part =>
                    Math.Max(
                        part.Sum(one => one.Adults),
                        part.Count() == sizes[part.Key] ? counties.GetValueOrDefault(part.Key) : 0
                    )
                );
            return new(sorted, adults);
        }

        public bool HasCounty(string county) => _counties.Contains(county);

        public bool Holds(Bundle other) => _numbers.Contains(other.Numbers[0]);

        public bool Touches(Bundle other) =>
            _neighbours.Overlaps(other._numbers) || other._neighbours.Overlaps(_numbers);

        private static double Square(double metres) => metres * metres;
    }
}
