using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>Something that a person can do next.</summary>
/// <param name="Group">The group that it is about.</param>
public sealed record NextStep(string Code, string Text, GroupView? Group);

/// <summary>What a person can do next. Never nothing: at the least, the body answers by a day.</summary>
public sealed class NextSteps(MatchingDb db, FindMatches groups, TopicNames topics, TimeProvider clock)
{
    /// <summary>The steps after a registration that matched these groups.</summary>
    public async Task<IReadOnlyList<NextStep>> AfterAsync(
        Interest interest,
        IReadOnlyList<Ranked> matches,
        Coordinates from,
        DateOnly answerBy,
        Language language,
        CancellationToken ct
    )
    {
        var steps = new List<NextStep>();
        if (matches.Any(match => !match.Group.MeetsAtADistance))
        {
            steps.Add(Step("group-within-reach"));
        }
        else if (await groups.NearestAsync(interest, from, ct) is { } nearest)
        {
            // However far: from Kirkenes that may be Tromsø.
            var shown = await GroupView.ReadAsync(db, topics, clock, [new(nearest.GroupId, nearest.KmFrom)], ct);
            steps.Add(Step("nearest-beyond-reach", shown[0]));
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
}
