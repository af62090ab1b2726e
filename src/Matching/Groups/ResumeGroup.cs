using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>A group meets again after a pause.</summary>
public static class ResumeGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMoveBack(nameof(ResumeGroup), "pause", (group, today) => group.Resume(today))
            .WithSummary("A group meets again after a pause");
}
