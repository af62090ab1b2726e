using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>An opening taken back, made by mistake or too early: the group is forming again.</summary>
public static class CloseGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMoveBack(nameof(CloseGroup), "opening", (group, today) => group.TakeBackOpening(today))
            .WithSummary("An opening taken back: the group is forming again");
}
