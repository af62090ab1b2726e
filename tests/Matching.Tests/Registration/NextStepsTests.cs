using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Tests.Courses;
using Matching.Tests.Groups;
using Matching.Tests.Support;
using Matching.Web;
using Xunit;

namespace Matching.Tests.Registration;

public sealed class NextStepsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Course = "/v1/starter-courses";
    private const string Meeting = "/v1/information-meetings";

    [Fact]
    public async Task Near_Drammen_the_course_and_the_meeting_there_and_far_from_all_digital_ones()
    {
        var staff = await FreshAsync();
        var course = await AddAsync(staff, Course, "2026-12-05T10:00:00", "town:drammen");
        var digitalCourse = await AddAsync(staff, Course, "2026-12-10T18:00:00");
        var meeting = await AddAsync(staff, Meeting, "2026-12-01T18:00:00", "town:hokksund");
        var digitalMeeting = await AddAsync(staff, Meeting, "2026-11-25T18:00:00");

        var drammen = await StepsAsync("municipality:3301", "start");
        Assert.Equal(course, drammen["starter-course-near"].GetProperty("course").Id());
        Assert.Equal(digitalCourse, drammen["starter-course-digital"].GetProperty("course").Id());
        Assert.Equal(meeting, drammen["information-meeting-near"].GetProperty("meeting").Id());
        Assert.InRange(
            drammen["information-meeting-near"].GetProperty("meeting").GetProperty("distanceKm").GetDouble(),
            15,
            20
        );
        Assert.Contains("5. desember 2026", drammen["starter-course-near"].Text("text"), StringComparison.Ordinal);
        Assert.DoesNotContain("information-meeting-digital", drammen.Keys);

        foreach (var place in new[] { "town:kirkenes", "town:longyearbyen" })
        {
            var far = await StepsAsync(place, "start");
            Assert.Equal(digitalCourse, far["starter-course-digital"].GetProperty("course").Id());
            Assert.Equal(digitalMeeting, far["information-meeting-digital"].GetProperty("meeting").Id());
            Assert.DoesNotContain("starter-course-near", far.Keys);
            Assert.DoesNotContain("information-meeting-near", far.Keys);
        }
    }

    [Fact]
    public async Task Who_would_start_a_group_reads_that_first_and_still_sees_the_groups()
    {
        var staff = await FreshAsync();
        await AddAsync(staff, Course, "2026-12-05T10:00:00", "town:drammen");
        await staff.OpenGroupAsync();

        Assert.Equal(
            [
                "starter-course-near",
                "talk-about-starting",
                "among-those-who-would-start",
                "group-within-reach",
                "body-answers",
            ],
            await CodesAsync("municipality:3301", "start", "grief")
        );
        Assert.Equal(
            [
                "group-within-reach",
                "starter-course-near",
                "talk-about-starting",
                "among-those-who-would-start",
                "body-answers",
            ],
            await CodesAsync("municipality:3301", "either", "grief")
        );
        Assert.Equal(["group-within-reach", "body-answers"], await CodesAsync("municipality:3301", "join", "grief"));
    }

    [Fact]
    public async Task Whom_no_group_fits_is_shown_how_one_begins()
    {
        var staff = await FreshAsync();
        await AddAsync(staff, Course, "2026-12-05T10:00:00", "town:drammen");
        await host.SqlAsync($"update groups set state = 'ended'");

        Assert.Equal(["starter-course-near", "body-answers"], await CodesAsync("municipality:3301", "join"));
    }

    [Fact]
    public async Task Without_any_course_or_meeting_there_is_still_a_talk_and_an_answer()
    {
        await FreshAsync();
        await host.SqlAsync($"update groups set state = 'ended'");

        Assert.Equal(
            ["talk-about-starting", "among-those-who-would-start", "body-answers"],
            await CodesAsync("town:longyearbyen", "start")
        );
    }

    [Fact]
    public async Task What_has_begun_was_called_off_is_months_away_for_students_or_in_another_language_is_not_offered()
    {
        var staff = await FreshAsync();
        await AddAsync(staff, Course, "2026-11-21T09:59:00", "town:drammen");
        await AddAsync(staff, Course, "2027-05-22T10:00:00", "town:drammen");
        await AddAsync(staff, Course, "2026-12-01T10:00:00", "town:drammen", ("kind", "students"));
        await AddAsync(staff, Course, "2026-12-01T10:00:00", "town:drammen", ("languages", new JsonArray("se")));
        var off = await AddAsync(staff, Course, "2026-12-01T10:00:00", "town:drammen");
        await staff.PutJsonAsync($"{Course}/{off}/cancellation", null);
        Assert.DoesNotContain("starter-course-near", await CodesAsync("municipality:3301", "start"));

        var last = await AddAsync(
            staff,
            Course,
            "2027-05-20T10:00:00",
            "town:drammen",
            ("languages", new JsonArray("nn"))
        );
        Assert.Equal(
            last,
            (await StepsAsync("municipality:3301", "start"))["starter-course-near"].GetProperty("course").Id()
        );
        var now = await AddAsync(staff, Course, "2026-11-21T10:01:00", "town:drammen");
        Assert.Equal(
            now,
            (await StepsAsync("municipality:3301", "start"))["starter-course-near"].GetProperty("course").Id()
        );
    }

    [Fact]
    public async Task A_course_that_she_would_travel_to_comes_before_a_sooner_one_farther_away()
    {
        var staff = await FreshAsync();
        var beyond = await AddAsync(staff, Course, "2026-12-01T10:00:00", "town:tonsberg");
        await AddAsync(staff, Course, "2026-11-30T10:00:00", "town:bergen");
        Assert.Equal(beyond, await CourseAsync());

        var near = await AddAsync(staff, Course, "2027-01-16T10:00:00", "town:kongsberg");
        Assert.Equal(near, await CourseAsync(travelKm: 40));
        Assert.Equal(beyond, await CourseAsync(travelKm: 100));

        async Task<Guid> CourseAsync(int travelKm = 30) =>
            (await StepsAsync("municipality:3301", "start", travelKm: travelKm))["starter-course-near"]
                .GetProperty("course")
                .Id();
    }

    [Fact]
    public void The_texts_name_no_topic_and_no_trouble() =>
        Assert.All(
            Texts.Everything.Where(text => text.Module == "Registration").SelectMany(text => text.Languages.Values),
            words => Assert.DoesNotMatch("(?i)angst|sorg|rus|syk|sjuk|diagnos|grief|illness|trouble|problem", words)
        );

    private async Task<HttpClient> FreshAsync()
    {
        await host.SqlAsync($"delete from occasions");
        return await host.StaffAsync("contact-point-drammen");
    }

    private static async Task<Guid> AddAsync(
        HttpClient staff,
        string path,
        string start,
        string? place = null,
        params (string Member, JsonNode? Value)[] changes
    )
    {
        var form = OccasionsOfTests.Course([
            ("sessions", OccasionsOfTests.At(start)),
            ("kind", place is null ? "digital" : "in-person"),
            ("where", place is null ? null : OccasionsOfTests.In(place)),
            .. changes,
        ]);
        return (await staff.PostJsonAsync(path, form)).Id();
    }

    private async Task<Dictionary<string, JsonElement>> StepsAsync(
        string place,
        string wish,
        string? topic = null,
        int travelKm = 30
    ) => (
            await host.Anyone.PostJsonAsync(
                "/v1/interests",
                new
                {
                    place,
                    wish,
                    travelKm,
                    topics = topic is null ? Array.Empty<string>() : [topic],
                    consent = "2026-11",
                }
            )
        ).GetProperty("nextSteps").EnumerateArray().ToDictionary(step => step.Code(), step => step, StringComparer.Ordinal);

    private async Task<IEnumerable<string>> CodesAsync(string place, string wish, string? topic = null) =>
        (await StepsAsync(place, wish, topic)).Keys;
}
