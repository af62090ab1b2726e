using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Courses;
using Matching.Database;
using Microsoft.EntityFrameworkCore;

namespace Matching.Statistics;

/// <summary>What there is when a year's statistics are published, in the night after its last day, and the courses of
/// that year.</summary>
/// <param name="CountedOn">The day on which it was counted.</param>
/// <param name="ContactPoints">Those that have not ended; so the other bodies and the networks.</param>
/// <param name="StarterCourses">Those that began in the year and were not called off.</param>
/// <param name="CourseParticipants">Who took part in these, as far as staff said how many, rounded; null where they are
/// few.</param>
/// <param name="InformationMeetings">Those of the year that were not called off.</param>
public sealed record KeyFigures(
    DateOnly CountedOn,
    int ContactPoints,
    int LinkCentres,
    int DistrictOffices,
    int Networks,
    int StarterCourses,
    long? CourseParticipants,
    int InformationMeetings
)
{
    /// <summary>Counts. Bodies, networks and courses are no persons, and everybody can count them.</summary>
    public static async Task<KeyFigures> CountAsync(MatchingDb db, int year, DateOnly today, CancellationToken ct)
    {
        var bodies = await db
            .Bodies.Where(body => body.State != BodyState.Ended)
            .GroupBy(body => body.Kind)
            .Select(kind => new { kind.Key, Count = kind.Count() })
            .ToDictionaryAsync(kind => kind.Key, kind => kind.Count, ct);
        var (from, until) = (new DateTime(year, 1, 1), new DateTime(year + 1, 1, 1));
        var held = db.Occasions.Where(occasion =>
            occasion.BeginsAt >= from
            && occasion.BeginsAt < until
            && occasion.CancelledOn == null
            && !occasion.Demonstration
        );
        var courses = held.Where(occasion => occasion.Sort == OccasionSort.StarterCourse);
        var participants = await courses.SumAsync(course => (long)(course.Participants ?? 0), ct);
        return new(
            today,
            bodies.GetValueOrDefault(BodyKind.ContactPoint),
            bodies.GetValueOrDefault(BodyKind.LinkCentre),
            bodies.GetValueOrDefault(BodyKind.DistrictOffice),
            await db.Networks.CountAsync(Network.IsThere, ct),
            await courses.CountAsync(ct),
            participants < Table.LeastShown ? null : Table.Rounded(participants),
            await held.CountAsync(occasion => occasion.Sort == OccasionSort.InformationMeeting, ct)
        );
    }
}
