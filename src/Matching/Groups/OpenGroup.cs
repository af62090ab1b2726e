using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>A forming group begins to meet: it is open, or full where no place is free.</summary>
public static class OpenGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMove(nameof(OpenGroup), "opening", (group, today) => group.Open(today))
            .WithSummary("A forming group begins to meet");
}
