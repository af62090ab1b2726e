using Matching.Places;
using Matching.Web;
using Microsoft.AspNetCore.Routing;

namespace Matching.Groups;

/// <summary>
/// Self-help groups: where and when they meet, for whom, and how many places are free. Promises that a state changes
/// only by its legal moves, that free places are counted and never typed, and that a group which is not wholly public
/// is never nearer to be found than its municipality. It refuses to know its members: they are a number.
/// </summary>
public static class GroupsModule
{
    /// <summary>What can be wrong with a group as staff write it.</summary>
    internal static readonly Problem[] FormProblems =
    [
        Problems.TopicUnknown,
        Problems.LanguageUnknown,
        .. ResolvePlace.Refusals,
        Problems.MunicipalityUnknown,
        Problems.CoordinatesSwapped,
        Problems.OutsideNorway,
        Problems.ScheduleInvalid,
        Problems.CapacityBelowMembers,
        Problems.BodyUnknown,
    ];

    public static void MapGroups(this IEndpointRouteBuilder routes)
    {
        FindGroups.Map(routes);
        DrawMap.Map(routes);
        ShowGroup.Map(routes);
        CreateGroup.Map(routes);
        ChangeGroup.Map(routes);
        OpenGroup.Map(routes);
        CloseGroup.Map(routes);
        PauseGroup.Map(routes);
        ResumeGroup.Map(routes);
        ConfirmGroup.Map(routes);
        EndGroup.Map(routes);
    }
}
