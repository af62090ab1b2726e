using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>
/// Self-help groups: where and when they meet, for whom, and how many places are free. Promises that a state changes only
/// by its legal moves, that free places are counted and never typed, and that a group which is not wholly public is never
/// nearer to be found than its municipality. It refuses to know its members: they are a number.
/// </summary>
public static class GroupsModule
{
    public static void MapGroups(this IEndpointRouteBuilder routes)
    {
    }
}
