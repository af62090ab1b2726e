using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>A group rests for a while, say in summer: by default nobody finds it.</summary>
public static class PauseGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMove(nameof(PauseGroup), "pause", (group, _) => group.Pause())
            .WithSummary("A group rests, and is found by nobody");
}
