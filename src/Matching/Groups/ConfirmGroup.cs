using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>
/// Somebody says that what is written of a group is still right: a fresh group ranks before a stale one.
/// </summary>
public static class ConfirmGroup
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMove(nameof(ConfirmGroup), "confirmation", (group, today) => group.Confirm(today))
            .WithSummary("What is written of the group is still right");
}
