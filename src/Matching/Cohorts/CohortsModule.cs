using Microsoft.AspNetCore.Routing;

namespace Matching.Cohorts;

/// <summary>
/// Those who finish a coping course together and want to go on. Promises that each gets a code as strong as a receipt,
/// that it works once and is kept as an HMAC until then, and that what she registers with it is hers alone: nothing
/// leads from it to the course. It refuses to know who they are, who of them used a code, and to tell how many did.
/// </summary>
public static class CohortsModule
{
    public static void MapCohorts(this IEndpointRouteBuilder routes)
    {
        CreateCohort.Map(routes);
        FindCohorts.Map(routes);
        ReadCohort.Map(routes);
    }
}
