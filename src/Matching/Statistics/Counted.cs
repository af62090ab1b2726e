using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Statistics;

/// <summary>The sum of one counter.</summary>
/// <param name="Event">What happened, say <c>registered</c>.</param>
/// <param name="County">Number of the county, or <see cref="Several"/>.</param>
/// <param name="Topic">Slug of the class of topics.</param>
/// <param name="Days">Band of days, where there is one; else empty.</param>
public sealed record Counted(string Event, string County, string Topic, string Days, long Count)
{
    /// <summary>In place of a county: the area that is kept does not lie in one.</summary>
    public const string Several = "several";

    /// <summary>What was counted in a quarter that has ended; nothing of one that has not.</summary>
    public static Task<List<Counted>> ReadAsync(
        MatchingDb db,
        Period quarter,
        System.DateOnly today,
        CancellationToken ct
    )
    {
        var period = quarter.ToString();
        return db
            .Database.SqlQuery<Counted>(
                $"""
                select event as "Event", county as "County", topic as "Topic", days as "Days", count as "Count"
                from ended_quarter({period}, {today})
                """
            )
            .ToListAsync(ct);
    }
}
