using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Matches;
using Matching.Places;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>Something that a person can do next.</summary>
/// <param name="Group">The group that it is about.</param>
public sealed record NextStep(string Code, string Text, GroupView? Group);

/// <summary>What a person can do next. Never nothing: at the least, the body answers by a day.</summary>
public sealed class NextSteps(MatchingDb db, TopicNames topics, TimeProvider clock)
{
    /// <summary>The steps after a registration that matched these groups.</summary>
    public async Task<IReadOnlyList<NextStep>> AfterAsync(
        IReadOnlyList<Ranked> matches, short[] wanted, Coordinates from, DateOnly answerBy, Language language, CancellationToken ct)
    {
        var steps = new List<NextStep>();
        if (matches.Any(match => !match.Group.MeetsAtADistance))
        {
            steps.Add(Step("group-within-reach"));
        }
        else if (await NearestAsync(wanted, from, ct) is { } nearest)
        {
            steps.Add(Step("nearest-beyond-reach", nearest));
        }

        if (matches.Any(match => match.Group.MeetsAtADistance))
        {
            steps.Add(Step("group-at-a-distance"));
        }

        steps.Add(Step("body-answers", null, language.Write(answerBy)));
        return steps;

        NextStep Step(string code, GroupView? group = null, params object[] values) =>
            new(code, Texts.Say("Registration", code, language, values), group);
    }

    // The nearest of the topic or across topics, however far: from Kirkenes that may be Tromsø.
    private async Task<GroupView?> NearestAsync(short[] wanted, Coordinates from, CancellationToken ct)
    {
        var all = await topics.AllAsync(db, ct);
        var across = all.Values.Single(topic => topic.Slug == Topic.Across).Id;
        var filter = new GroupFilter(wanted.Length == 0 ? [] : [.. wanted, across], across, [GroupState.Forming, GroupState.Open], [], [], []);
        var nearest = await NearestGroups.FindAsync(db, from, filter, limit: 1, radiusKm: null, after: null, ct);
        return nearest.Count == 0 ? null : (await GroupView.ReadAsync(db, topics, clock, nearest, ct))[0];
    }
}
