using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Jobs;
using Matching.Webhooks;
using Npgsql;

namespace Matching.Groups;

/// <summary>
/// Groups that show no more than their municipality show its point: when that moves, theirs moves with it, or the step
/// between the two would tell how old a group is.
/// </summary>
public static class FollowMunicipalities
{
    /// <summary>Moves the public points of groups in these municipalities, given by number; how many moved.</summary>
    public static async Task<int> MoveAsync(
        NpgsqlConnection connection,
        string[] municipalities,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var moved = await connection.ReadAsync(
            """
            with locked as (
                select g.id, p.longitude, p.latitude
                from groups g join places p on p.code = 'municipality:' || g.municipality
                where g.municipality = any ($1) and g.visibility <> 'exact'
                  and (g.public_longitude, g.public_latitude) is distinct from (p.longitude, p.latitude)
                order by g.id
                for update of g)
            update groups g
            set public_longitude = l.longitude, public_latitude = l.latitude, to_match = true, to_review = true
            from locked l
            where g.id = l.id
            returning g.id, g.visibility <> 'hidden'
            """,
            row => (Id: row.GetGuid(0), IsPublic: row.GetBoolean(1)),
            ct,
            [municipalities]
        );
        Guid[] told = [.. moved.Where(group => group.IsPublic).Select(group => group.Id)];
        await connection.AnnounceAsync(EventCatalogue.GroupChanged, told, now, ct);
        return moved.Count;
    }
}
