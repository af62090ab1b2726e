using System;
using Microsoft.AspNetCore.Routing;

namespace Matching.Courses;

/// <summary>
/// Starter courses and information meetings: what people can come to before, or beside, a group. Promises that nothing
/// which has begun or was called off is offered, that the times are those of a clock on the wall, and that staff of any
/// body see them all. A person is shown the next ones near her; nobody else can list them. It refuses to know who
/// comes: signing up is the body's.
/// </summary>
public static class CoursesModule
{
    public static void MapCourses(this IEndpointRouteBuilder routes)
    {
        foreach (var sort in Enum.GetValues<OccasionSort>())
        {
            FindOccasions.Map(routes, sort);
            ReadOccasion.Map(routes, sort);
            AddOccasion.Map(routes, sort);
            ChangeOccasion.Map(routes, sort);
            CancelOccasion.Map(routes, sort);
        }
    }
}
