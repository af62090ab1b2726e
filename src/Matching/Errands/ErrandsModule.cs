using Microsoft.AspNetCore.Routing;

namespace Matching.Errands;

/// <summary>
/// What a body has to do beside its cases, which nobody else will do: call a body that is silent, or one whose mail is
/// refused. Promises that the same is told once until it is done, that what is mended finishes by itself, and that
/// nothing here outlives the case that it is about. It refuses to know more of anything than its id.
/// </summary>
public static class ErrandsModule
{
    public static void MapErrands(this IEndpointRouteBuilder routes)
    {
        ListErrands.Map(routes);
        FinishErrand.Map(routes);
    }
}
