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
using Microsoft.EntityFrameworkCore;

namespace Matching.Registration;

/// <summary>Something that a person can do next.</summary>
/// <param name="Group">The group that it is about.</param>
public sealed record NextStep(string Code, string Text, GroupView? Group);

/// <summary>What a person can do next. Never nothing: at the least, the body answers by a day.</summary>
public sealed class NextSteps(MatchingDb db, TopicNames topics, TimeProvider clock)
{
    private static readonly string[] NearForms = [Codes.Of(MeetingForm.InPerson), Codes.Of(MeetingForm.Hybrid)];

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

        steps.Add(Step("body-answers", null, answerBy.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        return steps;

        NextStep Step(string code, GroupView? group = null, params object[] values) =>
            new(code, Texts.Say("Registration", code, language, values), group);
    }

    // The nearest of the topic or across topics, however far: from Kirkenes that may be Tromsø.
    private async Task<GroupView?> NearestAsync(short[] wanted, Coordinates from, CancellationToken ct)
    {
        var all = await topics.AllAsync(db, ct);
        short[] searched = wanted.Length == 0 ? [] : [.. wanted, all.Values.Single(topic => topic.Slug == Topic.Across).Id];
        var rows = await db.Database.SqlQuery<Nearest>(
            $"""
            select group_id as "GroupId", km as "Km"
            from nearest_groups({from.Longitude}, {from.Latitude}, p_topics => {searched}, p_forms => {NearForms}, p_limit => 1)
            """).ToListAsync(ct);
        return rows.Count == 0 ? null : (await GroupView.ReadAsync(db, topics, clock, [new(rows[0].GroupId, rows[0].Km)], ct))[0];
    }

    private sealed record Nearest(Guid GroupId, double Km);
}
