using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Matching.Statistics;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Statistics;

/// <summary>What can be reckoned of small numbers from all that was ever published: nothing.</summary>
public sealed class AttackerTests(ITestOutputHelper output)
{
    private const int Worlds = 300;

    [Fact]
    public void From_all_tables_of_all_quarters_and_years_no_hidden_number_has_fewer_than_ten_possible_values()
    {
        var chance = Always.Random(Worlds);
        var seen = new Tally();
        for (var world = 0; world < Worlds; world++)
        {
            seen.Attack(World.Any(chance).Publish());
        }

        output.WriteLine($"{Worlds} worlds of 8 quarters and 2 years: {seen}");
        Assert.True(seen.Small > 10_000 && seen.Protecting > 1_000 && seen.Shown > 10_000);
        Assert.True(seen.Narrowest >= 10, "told nothing");
        Assert.True(seen.NarrowestTold >= 10, "told which are small");
        Assert.Equal(0, seen.LearnedTold);
    }

    [Fact]
    public void A_country_of_the_size_of_Norway_is_published_within_seconds_and_tells_nothing_either()
    {
        var chance = Always.Random();
        var axes = new Axes(
            [.. Enumerable.Range(1, 16).Select(n => $"c{n}")],
            [.. Enumerable.Range(1, 15).Select(n => $"t{n}")],
            [.. Enumerable.Range(1, 6).Select(n => $"d{n}")]
        );
        foreach (var usual in new[] { 0.1, 0.5, 4, 30 })
        {
            var clock = Stopwatch.StartNew();
            var issues = World.Of(chance, axes, years: 1, usual).Publish();
            var took = clock.Elapsed;
            var seen = new Tally();
            seen.Attack(issues);

            output.WriteLine(
                $"about {issues[0].Truth[0]} in a quarter, published in {took.TotalSeconds:0.0} s: {seen}"
            );
            Assert.True(seen.Narrowest >= 10 && seen.NarrowestTold >= 10 && seen.LearnedTold == 0);
            Assert.True(took < TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public void The_attacker_catches_who_hides_nothing_but_what_is_small()
    {
        var chance = Always.Random(Worlds);
        var (caught, seen) = (0, new Tally());
        for (var world = 0; world < Worlds; world++)
        {
            var one = new Tally();
            var issues = World.Any(chance).Publish(protects: false);
            one.Attack(issues);
            seen.Attack(issues);
            caught += one.Narrowest < 10 ? 1 : 0;
        }

        output.WriteLine($"caught in {caught} of {Worlds} worlds: {seen}");
        Assert.True(caught > Worlds / 4);
    }

    [Fact]
    public void One_that_is_left_alone_in_its_line_is_hidden_together_with_another()
    {
        // 5 of a class of topics in a county of 105, of whom 100 are of the other: from 105 and 100, by themselves.
        var axes = new Axes(["c1", "c2"], ["t1", "t2"], []);
        var cube = new Cube(
            axes,
            [
                new("registered", "c1", "t1", "", 5),
                new("registered", "c1", "t2", "", 100),
                new("registered", "c2", "t1", "", 200),
                new("registered", "c2", "t2", "", 200),
            ]
        );
        var (bare, table) = (new Table("registered", cube), new Table("registered", cube));
        Protection.Of(table, []);

        Assert.Equal(9, Reckoned(bare));
        Assert.Equal(10, Reckoned(table));
        Assert.True(StatisticsView.Of(table).Numbers.Count(number => number.Count is null) >= 2);

        long Reckoned(Table published)
        {
            var issue = new Issue(new(2026, 4), StatisticsView.Of(published), cube);
            var small = issue.Table.Numbers.Single(number => number is { County: "c1", Topic: "t1" });
            return new Attacker([issue], isToldWhatIsSmall: true).Possible(issue.Period, small);
        }
    }

    [Fact]
    public void One_person_more_or_less_moves_no_published_number_by_more_than_one_step()
    {
        var chance = Always.Random(Worlds);
        var (moved, appeared, vanished, pairs, whole) = (0, 0, 0, 0, 0);
        for (var world = 0; world < Worlds; world++)
        {
            var before = World.Any(chance);
            var (one, other) = (before.Publish(), before.WithAnother(chance, chance.Next(2) == 0 ? 1 : -1).Publish());
            foreach (var (left, right) in one.Zip(other))
            {
                whole += left.Table.Withheld == right.Table.Withheld ? 0 : 1;
                var rights = right.Table.Numbers.ToDictionary(
                    number => number with { Count = null },
                    number => number.Count
                );
                foreach (var number in left.Table.Numbers)
                {
                    var there = rights.GetValueOrDefault(number with { Count = null });
                    pairs++;
                    appeared += number.Count is null && there is not null ? 1 : 0;
                    vanished += number.Count is not null && there is null ? 1 : 0;
                    if (number.Count is { } a && there is { } b && a != b)
                    {
                        moved++;
                        Assert.Equal(Table.Step, Math.Abs(a - b));
                    }
                }
            }
        }

        output.WriteLine(
            $"{Worlds} persons, {pairs} numbers: {moved} moved by {Table.Step}, none by more; shown by her {appeared}, "
                + $"hidden by her {vanished}, tables withheld with or without her alone {whole}"
        );
        Assert.True(moved > Worlds / 4);
    }

    /// <summary>What the attacker finds, told nothing and told which of the hidden numbers are small.</summary>
    private sealed class Tally
    {
        public int Shown { get; private set; }

        public int Small { get; private set; }

        public int Protecting { get; private set; }

        public int Withheld { get; private set; }

        public long Narrowest { get; private set; } = long.MaxValue;

        public long NarrowestTold { get; private set; } = long.MaxValue;

        /// <summary>Small ones of which he knows more than that they are small.</summary>
        public int LearnedTold { get; private set; }

        public void Attack(IReadOnlyList<Issue> issues)
        {
            var (attacker, told) = (new Attacker(issues, false), new Attacker(issues, true));
            foreach (var issue in issues)
            {
                Withheld += issue.Table.Withheld ? 1 : 0;
                foreach (var number in issue.Table.Numbers)
                {
                    if (number.Count is not null)
                    {
                        Shown++;
                        continue;
                    }

                    var truth = issue.Truth[issue.Truth.Cell(new(number.County, number.Topic, number.Days))!.Value];
                    Small += truth < 10 ? 1 : 0;
                    Protecting += truth < 10 ? 0 : 1;
                    Narrowest = Math.Min(Narrowest, attacker.Possible(issue.Period, number));
                    NarrowestTold = Math.Min(NarrowestTold, told.Possible(issue.Period, number));
                    LearnedTold += truth < 10 && told.What(issue.Period, number) is not (0, >= 9) ? 1 : 0;
                    Assert.InRange(
                        truth,
                        attacker.What(issue.Period, number).Least,
                        attacker.What(issue.Period, number).Most
                    );
                }
            }
        }

        public override string ToString() =>
            $"{Shown} numbers shown, {Small} small ones hidden, {Protecting} more hidden to protect these, {Withheld} tables "
            + $"withheld; the narrowest hidden number has {Narrowest} possible values, {NarrowestTold} for one who is told "
            + $"which are small; of {LearnedTold} of these he learns more than that";
    }
}
