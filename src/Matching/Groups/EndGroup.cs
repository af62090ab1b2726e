using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>A group ends for good. It stays where its id is known, so that links do not break.</summary>
public static class EndGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMove(nameof(EndGroup), "end", (group, _) => group.End()).WithSummary("A group ends for good");
}
