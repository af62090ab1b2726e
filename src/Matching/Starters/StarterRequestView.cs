using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Groups;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>What a starter is asked, as the body that answers for her sees it.</summary>
/// <param name="Day">The day on which she was asked.</param>
/// <param name="Until">The last day for an answer.</param>
/// <param name="Reason">Why she does not take it.</param>
/// <param name="Group">About what, where and how far away; its <c>responsible</c> is who asks.</param>
public sealed record StarterRequestView(
    Guid Id,
    RequestState State,
    DateOnly Day,
    DateOnly Until,
    DateOnly? AnsweredOn,
    Said? Reason,
    StarterRequestView.Asked Starter,
    GroupView Group
)
{
    public sealed record Asked(Guid Id, int Number, string Name);

    /// <summary>These in this order; of whom is erased meanwhile is left out.</summary>
    internal static async Task<IReadOnlyList<StarterRequestView>> ReadAsync(
        MatchingDb db,
        Secrets secrets,
        TopicNames topics,
        TimeProvider clock,
        Caller reader,
        IReadOnlyList<StarterRequest> requests,
        Language language,
        CancellationToken ct
    )
    {
        Guid[] ids = [.. requests.Select(row => row.Starter).Distinct()];
        var starters = await db
            .Starters.AsNoTracking()
            .Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, ct);
        var keys = await RecordKey.OfAsync(db, secrets, ids, ct);
        var reasons = await db.StarterReasons.AsNoTracking().ToDictionaryAsync(reason => reason.Code, ct);
        var groups = await GroupView.ReadAsync(
            db,
            topics,
            clock,
            [.. requests.Select(row => row.GroupId).Distinct().Select(id => new GroupAt(id, null))],
            ct,
            reader
        );
        var byId = groups.ToDictionary(group => group.Id);
        return
        [
            .. from row in requests
            where keys.ContainsKey(row.Starter) && starters.ContainsKey(row.Starter)
            let starter = starters[row.Starter]
            select new StarterRequestView(
                row.Id,
                row.State,
                row.Day,
                row.Until,
                row.AnsweredOn,
                row.Reason is { } reason ? reasons[reason].In(language) : null,
                new(starter.Id, starter.Number, StarterView.Person.Of(starter, keys[starter.Id]).Name),
                byId[row.GroupId] with
                {
                    DistanceKm = row.Km,
                }
            ),
        ];
    }
}
