using Microsoft.AspNetCore.Routing;

namespace Matching.Statistics;

/// <summary>
/// Counts of what happened, published quarter by quarter and year by year. Promises that every event is counted in its
/// own transaction or not at all, that nothing is ever taken away from a count, that no number can be reckoned that is
/// made of fewer than ten, not from all that was ever published together, and that what is published never changes. It
/// refuses to know anybody: a counter knows a quarter, a county, a class of topics and an event, and no interest, day
/// or order; and it is read by nobody, nor by this module, before its quarter is over.
/// </summary>
public static class StatisticsModule
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        ListPublications.Map(routes);
        ReadPublication.Map(routes);
    }
}
