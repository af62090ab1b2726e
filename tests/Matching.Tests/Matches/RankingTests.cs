using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Matching.Groups;
using Matching.Matches;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Matches;

public sealed class RankingTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly string[] Times = ["weekday-day", "weekday-evening", "weekend-day", "weekend-evening"];
    private static readonly string[] Forms = ["in-person", "digital", "hybrid", "telephone"];
    private static readonly string[] Ages = ["18-25", "26-40", "41-60", "61+"];
    private static readonly string[] Languages = ["nb", "nn", "en", "ar"];

    private static readonly Gen<Candidate> Groups =
        from id in Gen.Choose(0, int.MaxValue).Two()
        from topics in Gen.Choose(1, 6).Select(topic => (short)topic).ListOf()
        from form in Gen.Elements(MeetingForm.InPerson, MeetingForm.Digital, MeetingForm.Hybrid, MeetingForm.Telephone)
        from languages in Gen.SubListOf(Languages)
        from gender in Gen.Elements(Gender.Any, Gender.Any, Gender.Women, Gender.Men)
        from ages in Gen.OneOf(Gen.Constant(new List<string>()), Gen.SubListOf(Ages))
        from times in Gen.Elements([null, .. Times])
        from free in Gen.Choose(-1, 6)
        from days in Gen.Choose(0, 500)
        from km in Gen.Choose(0, 400)
        let near = form is MeetingForm.InPerson or MeetingForm.Hybrid
        select new Candidate(
            new Guid(id.Item1, 0, 0, BitConverter.GetBytes((long)id.Item2)),
            [.. topics.Distinct().Take(2)],
            form,
            [.. languages],
            gender,
            [.. ages],
            times,
            free,
            Today.AddDays(-days),
            near ? km : null,
            near ? km + 5 : null
        );

    private static readonly Gen<Wanted> Wishes =
        from topics in Gen.Choose(1, 6).Select(topic => (short)topic).ListOf()
        from related in Gen.Choose(1, 6).Select(topic => (short)topic).ListOf()
        from travel in Gen.Choose(1, 300)
        from meeting in Gen.NonEmptyListOf(Gen.Elements(Forms))
        from languages in Gen.NonEmptyListOf(Gen.Elements(Languages))
        from times in Gen.SubListOf(Times)
        from gender in Gen.Elements(Gender.Any, Gender.Women, Gender.Men)
        from age in Gen.Elements([null, .. Ages])
        let chosen = topics.Distinct().Take(3).ToList()
        select new Wanted(
            chosen,
            related.Except(chosen).ToHashSet(),
            travel,
            [.. meeting.Distinct()],
            [.. languages.Distinct()],
            [.. times],
            gender,
            age,
            new HashSet<Guid>()
        );

    [Fact]
    public void No_group_that_breaks_a_hard_rule_is_ever_matched() =>
        Always.Holds(
            Wishes.Zip(Groups.ListOf()),
            pair =>
            {
                var (wanted, groups) = pair;
                var matched = Ranking.Rank(wanted, groups, Today).Select(match => match.Group).ToHashSet();

                Assert.All(groups, group => Assert.Equal(PlainlyFits(wanted, group), matched.Contains(group)));
            }
        );

    [Fact]
    public void Every_rule_that_keeps_a_pair_apart_is_named_and_no_other() =>
        Always.Holds(
            Wishes.Zip(Groups).Zip(Gen.Elements(true, false)),
            example =>
            {
                var ((wanted, group), saidNo) = example;
                wanted = saidNo ? wanted with { Noes = new HashSet<Guid> { group.GroupId } } : wanted;

                Assert.Equal(
                    PlainlyBroken(wanted, group).Order(StringComparer.Ordinal),
                    HardRules.AllBroken(wanted, group).Order(StringComparer.Ordinal)
                );
            }
        );

    [Fact]
    public void The_order_does_not_depend_on_the_order_of_arrival() =>
        Always.Holds(
            Wishes.Zip(Groups.ListOf()),
            pair =>
            {
                var (wanted, groups) = pair;
                var distinct = groups.DistinctBy(group => group.GroupId).ToList();

                Assert.Equal(
                    Ranking.Rank(wanted, distinct, Today).Select(match => match.Group.GroupId),
                    Ranking.Rank(wanted, Enumerable.Reverse(distinct), Today).Select(match => match.Group.GroupId)
                );
            }
        );

    [Fact]
    public void All_else_equal_the_nearer_the_freer_and_the_fresher_come_first() =>
        Always.Holds(
            Wishes.Zip(Groups),
            pair =>
            {
                var (wanted, group) = pair;
                var score = Ranking.Score(wanted, group, Today);

                Assert.True(Ranking.Score(wanted, group with { KmFrom = group.KmFrom / 2 }, Today) >= score);
                Assert.True(Ranking.Score(wanted, group with { FreePlaces = group.FreePlaces + 1 }, Today) >= score);
                Assert.True(Ranking.Score(wanted, group with { ConfirmedOn = Today }, Today) >= score);
                Assert.True(
                    Ranking.Score(wanted, group with { Times = wanted.Times.FirstOrDefault() ?? group.Times }, Today)
                        >= score
                );
                Assert.True(
                    Ranking.Score(wanted, group with { Topics = [.. wanted.Topics.Take(1)] }, Today) >= score
                        || wanted.Topics.Count == 0
                );
            }
        );

    [Fact]
    public void Groups_that_people_meet_in_come_before_those_at_a_distance() =>
        Always.Holds(
            Wishes.Zip(Groups.ListOf()),
            pair =>
            {
                var ranked = Ranking
                    .Rank(pair.Item1, pair.Item2, Today)
                    .Select(match => match.Group.MeetsAtADistance)
                    .ToList();

                Assert.Equal(ranked.Order(), ranked);
            }
        );

    [Fact]
    public void Every_match_says_why() =>
        Always.Holds(
            Wishes.Zip(Groups.ListOf()),
            pair =>
                Assert.All(
                    Ranking.Rank(pair.Item1, pair.Item2, Today),
                    match =>
                    {
                        Assert.Single(match.Reasons, reason => reason.StartsWith("topic-", StringComparison.Ordinal));
                        Assert.Single(match.Reasons, reason => reason is Reason.WithinReach or Reason.AtADistance);
                    }
                )
        );

    private static bool PlainlyFits(Wanted wanted, Candidate group) => !PlainlyBroken(wanted, group).Any();

    // The hard rules of the domain, said once more in the plainest way.
    private static IEnumerable<string> PlainlyBroken(Wanted wanted, Candidate group)
    {
        var topic =
            wanted.Topics.Count == 0
            || group.Topics.Length == 0
            || group.Topics.Any(t => wanted.Topics.Contains(t) || wanted.Related.Contains(t));
        var form = group.Form switch
        {
            MeetingForm.InPerson => wanted.Meeting.Contains("in-person"),
            MeetingForm.Digital => wanted.Meeting.Contains("digital"),
            MeetingForm.Telephone => wanted.Meeting.Contains("telephone"),
            _ => wanted.Meeting.Any(m => m != "telephone"),
        };
        var norwegian = wanted.Languages.Any(l => l is "nb" or "nn") && group.Languages.Any(l => l is "nb" or "nn");
        (string Code, bool Holds)[] rules =
        [
            ("no-free-place", group.FreePlaces > 0),
            ("out-of-reach", group.KmFrom is null || group.KmFrom <= wanted.TravelKm),
            ("topic", topic),
            ("form", form),
            ("language", norwegian || wanted.Languages.Intersect(group.Languages).Any()),
            ("gender", group.Gender == Gender.Any || group.Gender == wanted.Gender),
            (
                "age",
                group.AgeBands.Length == 0 || (wanted.AgeBand is not null && group.AgeBands.Contains(wanted.AgeBand))
            ),
            ("said-no", !wanted.Noes.Contains(group.GroupId)),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => rule.Code);
    }
}
