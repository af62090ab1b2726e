using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Matches;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>Groups that fit, as they are shown: with the reasons in words.</summary>
public static class MatchedGroups
{
    public static async Task<IReadOnlyList<GroupView>> ShowAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        IReadOnlyList<Ranked> matches,
        Language language,
        CancellationToken ct
    )
    {
        var groups = await GroupView.ReadAsync(
            db,
            topics,
            clock,
            [.. matches.Select(match => new GroupAt(match.Group.GroupId, match.Group.KmFrom))],
            ct
        );
        return
        [
            .. groups.Zip(
                matches,
                (group, match) =>
                    group with
                    {
                        Why = Reason.Say(
                            match.Reasons,
                            match.Group.KmFrom,
                            match.Group.KmTo,
                            group.FreePlaces,
                            language
                        ),
                    }
            ),
        ];
    }
}
