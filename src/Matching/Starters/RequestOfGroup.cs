using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Database;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// What became of asking a starter, as the body of the group sees it: of another body's starter who does not consent no
/// more than number, body and kilometres.
/// </summary>
/// <param name="Day">The day on which she was asked.</param>
/// <param name="Until">The last day for an answer.</param>
/// <param name="Reason">Why she does not take it.</param>
public sealed record RequestOfGroup(
    Guid Id,
    RequestState State,
    DateOnly Day,
    DateOnly Until,
    DateOnly? AnsweredOn,
    Said? Reason,
    StarterInReach Starter
)
{
    /// <summary>These in this order; of whom is erased meanwhile is left out.</summary>
    internal static async Task<IReadOnlyList<RequestOfGroup>> ReadAsync(
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        Caller reader,
        IReadOnlyList<StarterRequest> requests,
        Language language,
        CancellationToken ct
    )
    {
        Guid[] ids = [.. requests.Select(row => row.Starter)];
        var starters = await StarterInReach.AnyAsync(db, ids, ct);
        var bodies = await StarterView.BodiesAsync(db, starters.Values, ct);
        var keys = await RecordKey.OfAsync(db, secrets, ids, ct);
        var topics = await names.AllAsync(db, ct);
        var reasons = await db.StarterReasons.AsNoTracking().ToDictionaryAsync(reason => reason.Code, ct);
        return
        [
            .. from row in requests
            where starters.ContainsKey(row.Starter)
            let starter = starters[row.Starter]
            select new RequestOfGroup(
                row.Id,
                row.State,
                row.Day,
                row.Until,
                row.AnsweredOn,
                row.Reason is { } reason ? reasons[reason].In(language) : null,
                StarterInReach.Seen(
                    reader,
                    starter,
                    bodies[starter.Body],
                    keys.GetValueOrDefault(starter.Id),
                    row.Km,
                    row.Km,
                    topics
                )
            ),
        ];
    }
}
