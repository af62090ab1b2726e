using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Courses;

public sealed class OccasionsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Drammen = "contact-point-drammen";
    private const string CoursesPath = "/v1/starter-courses";
    private const string Meetings = "/v1/information-meetings";

    [Fact]
    public async Task A_course_is_answered_as_it_was_written_with_its_times_in_Oslo_and_where_one_signs_up()
    {
        var staff = await host.StaffAsync(Drammen);

        var made = await staff.PostJsonAsync(CoursesPath, OccasionsOfTests.Course());
        var seen = await (await host.StaffAsync("link-bergen")).GetJsonAsync($"{CoursesPath}/{made.Id()}");

        Assert.Equal(made.GetRawText(), seen.GetRawText());
        Assert.Equal(
            ("in-person", "Drammen", "3301", "Biblioteket"),
            (
                made.Text("kind"),
                made.GetProperty("where").Text("name"),
                made.GetProperty("where").Text("municipality"),
                made.GetProperty("where").Text("venue")
            )
        );
        Assert.Equal(
            ["2026-12-05T10:00:00+01:00", "2026-12-06T10:00:00+01:00"],
            made.GetProperty("sessions").EnumerateArray().Select(session => session.Text("from"))
        );
        Assert.Equal("2026-12-05T16:00:00+01:00", made.GetProperty("sessions")[0].Text("until"));
        Assert.Equal("body-24@example.org", made.GetProperty("signUp").Text("email"));
        Assert.Equal("Drammen kommune", made.GetProperty("body").Text("name"));
        await staff.GetJsonAsync($"{Meetings}/{made.Id()}", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("2027-03-27T18:00:00", "2027-03-27T18:00:00+01:00")]
    [InlineData("2027-03-28T18:00", "2027-03-28T18:00:00+02:00")]
    [InlineData("2027-10-31T18:00:00", "2027-10-31T18:00:00+01:00")]
    [InlineData("2027-03-28T02:30:00", "2027-03-28T03:30:00+02:00")]
    [InlineData("2027-10-31T02:30:00", "2027-10-31T02:30:00+02:00")]
    public async Task Six_in_the_evening_is_six_in_the_evening_whatever_the_clocks_do(string start, string from)
    {
        var staff = await host.StaffAsync(Drammen);

        var made = await staff.PostJsonAsync(
            Meetings,
            OccasionsOfTests.Meeting(("sessions", OccasionsOfTests.At(start)))
        );

        Assert.Equal(from, made.GetProperty("sessions")[0].Text("from"));
        Assert.StartsWith(start, made.GetProperty("sessions")[0].Text("start"), StringComparison.Ordinal);
        var (begins, minutes) = (
            made.GetProperty("sessions")[0].GetProperty("from").GetDateTimeOffset(),
            made.GetProperty("sessions")[0].GetProperty("durationMinutes").GetInt32()
        );
        Assert.Equal(
            begins.AddMinutes(minutes),
            made.GetProperty("sessions")[0].GetProperty("until").GetDateTimeOffset()
        );
    }

    [Theory]
    [InlineData(CoursesPath, "kind", "\"telephone\"", "invalid")]
    [InlineData(Meetings, "kind", "\"students\"", "invalid")]
    [InlineData(CoursesPath, "kind", "\"digital\"", "invalid")]
    [InlineData(CoursesPath, "where", "null", "invalid")]
    [InlineData(CoursesPath, "where", """{ "place": "county:33" }""", "invalid")]
    [InlineData(CoursesPath, "where", """{ "place": "town:nowhere" }""", "place-unknown")]
    [InlineData(CoursesPath, "title", "\"\"", "invalid")]
    [InlineData(CoursesPath, "sessions", "[]", "invalid")]
    [InlineData(CoursesPath, "sessions", "[null]", "invalid")]
    [InlineData(CoursesPath, "sessions", """[{ "start": "2026-12-05", "durationMinutes": 60 }]""", "invalid")]
    [InlineData(
        CoursesPath,
        "sessions",
        """[{ "start": "2026-12-05T10:00:00+01:00", "durationMinutes": 60 }]""",
        "invalid"
    )]
    [InlineData(CoursesPath, "sessions", """[{ "start": "2026-02-30T10:00:00", "durationMinutes": 60 }]""", "invalid")]
    [InlineData(CoursesPath, "sessions", """[{ "start": "2026-12-05T10:00:00", "durationMinutes": 0 }]""", "invalid")]
    [InlineData(CoursesPath, "languages", "[\"xx\"]", "invalid")]
    [InlineData(CoursesPath, "signUp", """{ "url": "http://example.org" }""", "invalid")]
    [InlineData(CoursesPath, "signUp", """{ "email": "nobody" }""", "invalid")]
    [InlineData(CoursesPath, "body", "\"0e2f0000-0000-4000-8000-000000000000\"", "forbidden")]
    public async Task A_form_that_cannot_be_one_is_refused(string path, string member, string value, string code)
    {
        var staff = await host.StaffAsync(Drammen);
        var form = path == Meetings ? OccasionsOfTests.Meeting() : OccasionsOfTests.Course();
        form[member] = JsonNode.Parse(value);

        var problem = await staff.PostJsonAsync(
            path,
            form,
            code switch
            {
                "invalid" => HttpStatusCode.BadRequest,
                "forbidden" => HttpStatusCode.Forbidden,
                _ => HttpStatusCode.UnprocessableEntity,
            }
        );

        Assert.Equal(code, problem.Code());
    }

    [Fact]
    public async Task A_meeting_is_one_evening()
    {
        var staff = await host.StaffAsync(Drammen);
        var form = OccasionsOfTests.Meeting(
            ("sessions", OccasionsOfTests.At("2026-12-01T18:00:00", "2026-12-02T18:00:00"))
        );

        Assert.Equal("invalid", (await staff.PostJsonAsync(Meetings, form, HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task What_another_body_holds_is_to_be_read_and_not_to_be_changed()
    {
        var made = await (await host.StaffAsync(Drammen)).PostJsonAsync(CoursesPath, OccasionsOfTests.Course());
        var path = $"{CoursesPath}/{made.Id()}";
        var stranger = await host.StaffAsync("link-bergen", Role.BodyAdmin);

        await stranger.GetJsonAsync(path);
        await stranger.PutJsonAsync(path, OccasionsOfTests.Course(), HttpStatusCode.NotFound);
        await stranger.PutJsonAsync(path + "/cancellation", null, HttpStatusCode.NotFound);
        foreach (var address in new[] { path, CoursesPath, Meetings })
        {
            Assert.Equal(
                "unauthenticated",
                (await host.Anyone.GetJsonAsync(address, HttpStatusCode.Unauthorized)).Code()
            );
        }

        await host.Anyone.PostJsonAsync(CoursesPath, OccasionsOfTests.Course(), HttpStatusCode.Unauthorized);
        await host.Anyone.PutJsonAsync(path + "/cancellation", null, HttpStatusCode.Unauthorized);
        var national = await host.StaffAsync("national-office", Role.NationalAdmin);
        var changed = await national.PutJsonAsync(path, OccasionsOfTests.Course(("title", "Et annet navn")));
        Assert.Equal(
            ("Et annet navn", await host.BodyAsync(Drammen)),
            (changed.Text("title"), changed.GetProperty("body").Id())
        );
    }

    [Fact]
    public async Task It_is_changed_and_called_off_once()
    {
        var staff = await host.StaffAsync(Drammen);
        var made = await staff.PostJsonAsync(Meetings, OccasionsOfTests.Meeting());
        var path = $"{Meetings}/{made.Id()}";

        var digital = OccasionsOfTests.Meeting(("kind", "digital"));
        digital.Remove("where");
        var changed = await staff.PutJsonAsync(path, digital);
        Assert.Equal(("digital", JsonValueKind.Null), (changed.Text("kind"), changed.GetProperty("where").ValueKind));

        Assert.Equal("2026-11-21", (await staff.PutJsonAsync(path + "/cancellation", null)).Text("cancelledOn"));
        host.Clock.Advance(TimeSpan.FromDays(1));
        try
        {
            Assert.Equal("2026-11-21", (await staff.PutJsonAsync(path + "/cancellation", null)).Text("cancelledOn"));
        }
        finally
        {
            host.Clock.Advance(TimeSpan.FromDays(-1));
        }
    }

    [Fact]
    public async Task The_list_goes_by_day_and_begins_today_unless_another_day_is_asked_for()
    {
        var staff = await host.StaffAsync("contact-point-dovre");
        var body = await host.BodyAsync("contact-point-dovre");
        foreach (var day in new[] { "2026-12-24", "2026-11-20", "2026-11-21", "2026-12-01" })
        {
            await staff.PostJsonAsync(
                Meetings,
                OccasionsOfTests.Meeting(("title", day), ("sessions", OccasionsOfTests.At(day + "T09:00:00")))
            );
        }

        var first = await staff.GetJsonAsync($"{Meetings}?body={body}&limit=2");
        var second = await staff.GetJsonAsync($"{Meetings}?body={body}&limit=2&cursor={first.Text("nextCursor")}");

        Assert.Equal(["2026-11-21", "2026-12-01"], Titles(first));
        Assert.Equal(["2026-12-24"], Titles(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Equal(
            ["2026-11-20", "2026-11-21", "2026-12-01", "2026-12-24"],
            Titles(await staff.GetJsonAsync($"{Meetings}?body={body}&from=2026-01-01"))
        );
        Assert.Empty(Titles(await staff.GetJsonAsync($"{Meetings}?body={body}&kind=digital")));
        Assert.Empty(Titles(await staff.GetJsonAsync($"{CoursesPath}?body={body}")));
        await staff.GetJsonAsync($"{Meetings}?kind=telephone", HttpStatusCode.BadRequest);
        await staff.GetJsonAsync($"{Meetings}?cursor=x", HttpStatusCode.BadRequest);
    }

    private static string[] Titles(JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Select(item => item.Text("title"))];
}
