using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Courses;
using Matching.Database;
using Matching.Groups;
using Matching.Interests;
using Matching.Matches;
using Matching.Places;
using Matching.Topics;
using Matching.Web;

namespace Matching.Registration;

/// <summary>Something that a person can do next.</summary>
/// <param name="Group">The group that it is about.</param>
/// <param name="Course">The starter course that it is about.</param>
/// <param name="Meeting">The information meeting that it is about.</param>
public sealed record NextStep(string Code, string Text, GroupView? Group, OccasionView? Course, OccasionView? Meeting);

/// <summary>
/// What a person can do next. Never nothing: at the least, the body answers by a day. Who would start a group reads
/// that first; whom no group fits is shown how one begins.
/// </summary>
public sealed class NextSteps(MatchingDb db, FindMatches groups, TopicNames topics, TimeProvider clock)
{
    // For two days in a lifetime people go farther than every week.
    private const int CourseReachKm = 100;

    /// <summary>The steps after a registration that matched these groups.</summary>
    /// <param name="point">The place that was typed.</param>
    public async Task<IReadOnlyList<NextStep>> AfterAsync(
        Interest interest,
        IReadOnlyList<Ranked> matches,
        Coordinates point,
        DateOnly answerBy,
        Language language,
        CancellationToken ct
    )
    {
        var toGroups = await ToGroupsAsync(interest, matches, point, language, ct);
        var toCourses =
            interest.Wish != Wish.Join || matches.Count == 0 ? await ToCoursesAsync(interest, point, language, ct) : [];
        NextStep[] toStart =
            interest.Wish == Wish.Join
                ? []
                : [Step("talk-about-starting", language), Step("among-those-who-would-start", language)];
        return
        [
            .. interest.Wish == Wish.Start
                ? toCourses.Concat(toStart).Concat(toGroups)
                : toGroups.Concat(toCourses).Concat(toStart),
            .. await ToMeetingAsync(interest, point, language, ct),
            Step("body-answers", language, language.Write(answerBy)),
        ];
    }

    private async Task<IReadOnlyList<NextStep>> ToGroupsAsync(
        Interest interest,
        IReadOnlyList<Ranked> matches,
        Coordinates point,
        Language language,
        CancellationToken ct
    )
    {
        var steps = new List<NextStep>();
        if (matches.Any(match => !match.Group.MeetsAtADistance))
        {
            steps.Add(Step("group-within-reach", language));
        }
        else if (await groups.NearestAsync(interest, point, ct) is { } nearest)
        {
            // However far: from Kirkenes that may be Tromsø.
            var shown = await GroupView.ReadAsync(db, topics, clock, [new(nearest.GroupId, nearest.KmFrom)], ct);
            steps.Add(Step("nearest-beyond-reach", language) with { Group = shown[0] });
        }

        if (matches.Any(match => match.Group.MeetsAtADistance))
        {
            steps.Add(Step("group-at-a-distance", language));
        }

        return steps;
    }

    private async Task<IEnumerable<NextStep>> ToCoursesAsync(
        Interest interest,
        Coordinates point,
        Language language,
        CancellationToken ct
    ) =>
        from course in await NextAsync(
            OccasionSort.StarterCourse,
            interest,
            point,
            Math.Max(interest.TravelKm, CourseReachKm),
            ct
        )
        let code = course.Kind == OccasionKind.Digital ? "starter-course-digital" : "starter-course-near"
        select Step(code, language, BeginsOn(course, language)) with
        {
            Course = course,
        };

    // One near her, or else a digital one: that counts everywhere.
    private async Task<IEnumerable<NextStep>> ToMeetingAsync(
        Interest interest,
        Coordinates point,
        Language language,
        CancellationToken ct
    ) =>
        from meeting in (await NextAsync(OccasionSort.InformationMeeting, interest, point, interest.TravelKm, ct)).Take(
            1
        )
        let code = meeting.Kind == OccasionKind.Digital ? "information-meeting-digital" : "information-meeting-near"
        select Step(code, language, BeginsOn(meeting, language)) with
        {
            Meeting = meeting,
        };

    private Task<IReadOnlyList<OccasionView>> NextAsync(
        OccasionSort sort,
        Interest interest,
        Coordinates point,
        int reachKm,
        CancellationToken ct
    ) =>
        NextOccasions.FindAsync(
            db,
            sort,
            [point],
            interest.TravelKm,
            reachKm,
            LanguageTag.Understood(interest.Languages),
            clock.OsloNow(),
            ct
        );

    private static string BeginsOn(OccasionView occasion, Language language) =>
        language.Write(DateOnly.FromDateTime(occasion.Sessions[0].From.DateTime));

    private static NextStep Step(string code, Language language, params object[] values) =>
        new(code, Texts.Say("Registration", code, language, values), Group: null, Course: null, Meeting: null);
}
