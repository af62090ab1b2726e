using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Groups;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Matches;

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

    /// <summary>The stored matches of an interest with groups that can still be joined, best first.</summary>
    public static async Task<IReadOnlyList<(GroupView Group, Match Match)>> StoredAsync(
        MatchingDb db,
        TopicNames topics,
        TimeProvider clock,
        Guid interest,
        Language language,
        CancellationToken ct
    )
    {
        var matches = await (
            from match in db.Matches
            join row in db.Groups on match.GroupId equals row.Id
            where match.Interest == interest && (row.State == GroupState.Open || row.State == GroupState.Forming)
            orderby match.Rank
            select match
        )
            .AsNoTracking()
            .ToListAsync(ct);
        var groups = await GroupView.ReadAsync(
            db,
            topics,
            clock,
            [.. matches.Select(match => new GroupAt(match.GroupId, match.Km))],
            ct
        );
        return
        [
            .. groups.Zip(
                matches,
                (group, match) =>
                    (
                        group with
                        {
                            Why = Reason.Say(match.Reasons, match.KmFrom, match.KmTo, group.FreePlaces, language),
                        },
                        match
                    )
            ),
        ];
    }
}
