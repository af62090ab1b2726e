using Microsoft.AspNetCore.Routing;

namespace Matching.Status;

/// <summary>
/// How the service is. Promises that staff see at a glance whether something waits that should not, each body its own
/// and the national administration all, as JSON and on a page. It refuses to know anybody: it counts jobs and looks at
/// the database.
/// </summary>
public static class StatusModule
{
    public static void MapStatus(this IEndpointRouteBuilder routes) => ReadStatus.Map(routes);

    /// <summary>At the root, beside the other pages.</summary>
    public static void MapStatusPage(this IEndpointRouteBuilder routes) => ShowStatus.Map(routes);
}
