using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Matches;

/// <summary>A group as it stands to an interest: why it was matched, or everything that keeps the two apart.</summary>
/// <param name="Matched">Whether it is among the matches that are kept.</param>
/// <param name="Rank">Its place among these; null where it is none.</param>
/// <param name="Why">What speaks for it; empty where a rule keeps it apart.</param>
/// <param name="WhyNot">Every rule that keeps it apart, or what is in the way beside the rules.</param>
/// <param name="KmFrom">From the nearest municipality of the area; null for a group that meets at a distance.</param>
/// <param name="KmTo">From the farthest.</param>
/// <param name="OnOffer">How many of its free places are held for somebody.</param>
public sealed record Explained(
    GroupView Group,
    bool Matched,
    int? Rank,
    IReadOnlyList<Said> Why,
    IReadOnlyList<Said> WhyNot,
    double? KmFrom,
    double? KmTo,
    int OnOffer
)
{
    /// <summary>Explains these groups, in their order, to those who work with an interest.</summary>
    /// <param name="body">The body that would offer.</param>
    public static async Task<IReadOnlyList<Explained>> ReadAsync(
        MatchingDb db,
        FindMatches matches,
        TopicNames topics,
        TimeProvider clock,
        Interest interest,
        Guid body,
        Guid[] groups,
        Language language,
        CancellationToken ct
    )
    {
        var today = clock.Today();
        var area = await Area.ReadAsync(db, interest.Area, ct);
        var (wanted, best, facts) = await matches.FactsAsync(interest, await area.PointsAsync(db, ct), groups, ct);
        var stored = await db
            .Matches.AsNoTracking()
            .Where(match => match.Interest == interest.Id && groups.Contains(match.GroupId))
            .ToDictionaryAsync(match => match.GroupId, ct);
        var noes = await db
            .RememberedNoes.Where(no => no.Interest == interest.Id && groups.Contains(no.GroupId))
            .ToDictionaryAsync(no => no.GroupId, no => no.Until, ct);
        var views = await GroupView.ReadAsync(db, topics, clock, [.. groups.Select(id => new GroupAt(id, null))], ct);
        var bodies = views.Select(view => view.Responsible.Id).Distinct().ToArray();
        var policies = await db
            .Bodies.AsNoTracking()
            .Where(row => bodies.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.Policy, ct);
        return [.. views.Select(view => Of(view, facts.Single(candidate => candidate.GroupId == view.Id)))];

        Explained Of(GroupView view, Candidate candidate)
        {
            var match = stored.GetValueOrDefault(view.Id);
            var rules = HardRules.AllBroken(wanted, candidate).ToList();
            var onOffer = view.FreePlaces - candidate.FreePlaces;
            List<Said> whyNot =
            [
                .. OfStates(view.State, interest.State),
                .. rules.Select(rule => OfRule(rule, candidate, view, onOffer)),
            ];
            if (whyNot.Count == 0 && match is null)
            {
                whyNot.Add(
                    best.Any(ranked => ranked.Group.GroupId == view.Id) ? Say("next-round")
                    : candidate.MeetsAtADistance ? Say("ranked-lower", FindMatches.MostAtADistance)
                    : Say("ranked-lower", FindMatches.MostNear)
                );
            }

            if (view.Responsible.Id != body && policies[view.Responsible.Id].AskFirst)
            {
                whyNot.Add(Say("asks-first", view.Responsible.Name));
            }

            var why = rules.Count == 0 ? Ranking.Explain(wanted, candidate, today).Reasons : [];
            return new(
                view,
                match is not null,
                match?.Rank,
                Reason.Say(why, candidate.KmFrom, candidate.KmTo, view.FreePlaces, language),
                whyNot,
                Rounded(candidate.KmFrom),
                Rounded(candidate.KmTo),
                onOffer
            );
        }

        IEnumerable<Said> OfStates(GroupState group, InterestState person)
        {
            if (group is GroupState.Paused or GroupState.Ended)
            {
                yield return Say(Codes.Of(group));
            }

            if (person is InterestState.Offered or InterestState.Placed or InterestState.Parked)
            {
                yield return Say("person-" + Codes.Of(person));
            }
        }

        Said OfRule(string rule, Candidate group, GroupView view, int onOffer) =>
            rule switch
            {
                HardRules.NoFreePlace => view.FreePlaces < 1
                    ? Say("full", view.Members, view.Capacity)
                    : Say("on-offer", view.FreePlaces, onOffer),
                HardRules.OutOfReach => Say(rule, Reason.Kilometres(group.KmFrom, group.KmTo), wanted.TravelKm),
                HardRules.SaidNo => Say(rule, language.Write(noes[view.Id])),
                _ => Say(rule),
            };

        Said Say(string code, params object[] values) => Texts.Of("Matches", code, language, values);
    }

    private static double? Rounded(double? km) => km is { } value ? Math.Round(value, 1) : null;
}
