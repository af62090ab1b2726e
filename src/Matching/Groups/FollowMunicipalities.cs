using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Npgsql;

namespace Matching.Groups;

/// <summary>
/// Groups that show no more than their municipality show its point: when that moves, theirs moves with it, or the step
/// between the two would tell how old a group is.
/// </summary>
public static class FollowMunicipalities
{
    /// <summary>Moves the public points of groups in these municipalities, given by number; how many moved.</summary>
    public static Task<int> MoveAsync(NpgsqlConnection connection, string[] municipalities, CancellationToken ct) =>
        connection.ExecuteAsync(
            """
            update groups g
            set public_longitude = p.longitude, public_latitude = p.latitude, to_match = true, to_review = true
            from places p
            where p.code = 'municipality:' || g.municipality and g.municipality = any ($1) and g.visibility <> 'exact'
              and (g.public_longitude, g.public_latitude) is distinct from (p.longitude, p.latitude)
            """,
            ct,
            new NpgsqlParameter { Value = municipalities }
        );
}
