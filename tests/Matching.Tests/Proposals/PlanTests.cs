using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Matching.Proposals;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Proposals;

public sealed class PlanTests
{
    private static readonly Gen<Example> Tiny = Examples(people: 6, existing: 2, possible: 3);
    private static readonly Gen<Example> Larger = Examples(people: 40, existing: 8, possible: 16);

    [Fact]
    public void The_plan_is_the_best_of_all_there_are() =>
        Always.Holds(
            Tiny,
            example =>
            {
                var plan = example.Plan();

                var best = example.All().Where(example.IsPossible).Max(example.Worth);
                Assert.Equal(best, example.Worth(plan));
            }
        );

    [Fact]
    public void Nobody_is_placed_where_it_does_not_suit_and_no_group_is_too_large_too_small_or_without_a_starter() =>
        Always.Holds(Tiny, example => Assert.True(example.IsPossible(example.Plan())));

    [Fact]
    public void Many_groups_that_could_be_are_searched_for_a_plan_that_is_possible_and_repeatable() =>
        Always.Holds(
            Larger,
            example =>
            {
                var plan = example.Plan();

                Assert.True(example.IsPossible(plan));
                Assert.Equal(plan, example.Plan());
            },
            count: 100
        );

    [Fact]
    public void It_never_places_fewer_than_a_queue_in_which_each_takes_the_nearest_place_that_is_left() =>
        Always.Holds(Larger, example => Assert.True(Placed(example.Plan()) >= Placed(example.Queue())), count: 100);

    [Fact]
    public void Whoever_came_first_has_the_only_place_however_far_she_travels()
    {
        Waiting[] people = [Person((0, 40)), Person((0, 1))];

        Assert.Equal([0, null], Plan.Best(people, [new Option(0, 1, [])], []));
    }

    [Fact]
    public void Somebody_moves_over_so_that_another_has_a_place_too()
    {
        Waiting[] people = [Person((0, 1), (1, 9)), Person((0, 2))];

        Assert.Equal([1, 0], Plan.Best(people, [new Option(0, 1, []), new Option(0, 1, [])], []));
    }

    [Fact]
    public void A_starter_begins_the_group_that_helps_more_people()
    {
        Waiting[] people = [Person((0, 1)), Person((0, 1)), Person((1, 1)), Person((1, 1)), Person((1, 1))];
        Option[] options = [new Option(2, 8, [0]), new Option(2, 8, [0])];

        Assert.Equal([null, null, 1, 1, 1], Plan.Best(people, options, [1]));
        Assert.Equal([0, 0, 1, 1, 1], Plan.Best(people, options, [2]));
        Assert.Equal([null, null, null, null, null], Plan.Best(people, options, [0]));
    }

    [Fact]
    public void Two_hundred_people_and_a_hundred_options_are_planned_in_a_moment()
    {
        var example = Examples(people: 200, existing: 60, possible: 40, exactly: true).Sample(3, new Rnd(7, 1), 1)[^1];
        example.Plan();
        var watch = Stopwatch.StartNew();

        var plan = example.Plan();

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Placed(plan)} of {plan.Count} placed in {watch.ElapsedMilliseconds} ms"
        );
        // A tenth of a second where nothing else runs.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void However_many_wait_every_group_is_tried()
    {
        const int Groups = 12;
        var options = Enumerable.Repeat(new Option(5, 8, []), Groups).ToList();
        var people = Enumerable.Range(0, 3000).Select(number => Person((number % Groups, number))).ToList();

        var plan = Matching.Proposals.Plan.Best(people, options, []);

        Assert.Equal(8 * Groups, Placed(plan));
    }

    private static int Placed(IReadOnlyList<int?> plan) => plan.Count(option => option is not null);

    private static Waiting Person(params (int Option, double Km)[] ways) =>
        new(Guid.Empty, [.. ways.Select(way => new Way(way.Option, way.Km))]);

    private static Gen<Example> Examples(int people, int existing, int possible, bool exactly = false)
    {
        var options =
            from places in Gen.Choose(1, 3).ListOf(existing)
            from could in PossibleOption.ListOf(possible)
            select places.Select(most => new Option(0, most, [])).Concat(could).ToList();
        return from some in options
            from count in exactly ? Gen.Constant(people) : Gen.Choose(1, people)
            from waiting in Gen.Choose(0, Math.Min(some.Count, 8))
                .SelectMany(ways => Gen.Choose(0, some.Count - 1).Zip(Gen.Choose(0, 60)).ListOf(ways))
                .ListOf(count)
            from carries in Gen.Choose(0, 2).ListOf(Starters)
            select new Example(
                [
                    .. waiting.Select(ways =>
                        Person([.. ways.DistinctBy(way => way.Item1).Select(way => (way.Item1, (double)way.Item2))])
                    ),
                ],
                some,
                [.. carries]
            );
    }

    private const int Starters = 3;

    private static readonly Gen<Option> PossibleOption =
        from least in Gen.Choose(1, 3)
        from more in Gen.Choose(0, 2)
        from starters in Gen.SubListOf(Enumerable.Range(0, Starters))
        select new Option(least, least + more, [.. starters]);

    private sealed record Example(
        IReadOnlyList<Waiting> People,
        IReadOnlyList<Option> Options,
        IReadOnlyList<int> Carries
    )
    {
        public IReadOnlyList<int?> Plan() => Matching.Proposals.Plan.Best(People, Options, Carries);

        // First come, first served: no group begins, and nobody moves over.
        public IReadOnlyList<int?> Queue()
        {
            var taken = new int[Options.Count];
            return [.. People.Select(Next)];

            int? Next(Waiting person)
            {
                var ways = person.Ways.Where(way =>
                    Options[way.Option].Least == 0 && taken[way.Option] < Options[way.Option].Most
                );
                if (!ways.Any())
                {
                    return null;
                }

                var nearest = ways.MinBy(way => way.Km).Option;
                taken[nearest]++;
                return nearest;
            }
        }

        public IEnumerable<IReadOnlyList<int?>> All() =>
            People.Aggregate(
                (IEnumerable<int?[]>)
                    [
                        [],
                    ],
                (plans, person) =>
                    from plan in plans
                    from option in person.Ways.Select(way => (int?)way.Option).Append(null)
                    select plan.Append(option).ToArray()
            );

        public bool IsPossible(IReadOnlyList<int?> plan)
        {
            var taken = plan.OfType<int>().ToLookup(option => option);
            return plan.Index()
                    .All(one => one.Item is null || People[one.Index].Ways.Any(way => way.Option == one.Item))
                && taken.All(group =>
                    group.Count() >= Options[group.Key].Least && group.Count() <= Options[group.Key].Most
                )
                && AreCarried(
                    [.. taken.Select(group => Options[group.Key].Starters).Where(some => some.Count > 0)],
                    [.. Carries]
                );
        }

        // In this order the larger one is the better plan.
        public (int, string, double) Worth(IReadOnlyList<int?> plan) =>
            (
                Placed(plan),
                string.Concat(plan.Select(option => option is null ? '0' : '1')),
                -plan.Index()
                    .Where(one => one.Item is not null)
                    .Sum(one => People[one.Index].Ways.Single(way => way.Option == one.Item).Km)
            );

        private static bool AreCarried(IReadOnlyList<IReadOnlyList<int>> groups, int[] left) =>
            groups.Count == 0
            || groups[0]
                .Any(starter =>
                    left[starter] > 0
                    && AreCarried(
                        [.. groups.Skip(1)],
                        [.. left.Select((carries, i) => i == starter ? carries - 1 : carries)]
                    )
                );
    }
}
